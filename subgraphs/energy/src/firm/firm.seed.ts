import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { EnergyYear } from './energy-year.entity.ts';
import { Firm } from './firm.entity.ts';

/** Firms, and what they used last year and this year up to the city's day, a month being what their meter usually counts. */
export async function seedFirms(em: EntityManager, city: City, monthOf: ReadonlyMap<string, number>): Promise<void> {
  const random = city.random('energy/years');
  const areaAt = new Map(city.parcels.map(({ place, areaM2 }) => [place, areaM2]));
  const year = Number(city.asOf.slice(0, 4));
  const months = Number(city.asOf.slice(5, 7)) - 1;
  await insertRows(
    em,
    Firm,
    city.legalEntities.map(({ uscc, industryCode, place, status }) => ({
      uscc,
      industry: industryCode.slice(0, 3),
      areaM2: Math.max(1, areaAt.get(place) ?? 1),
      inOperation: status === 'IN_OPERATION',
    })),
  );
  await insertRows(
    em,
    EnergyYear,
    city.legalEntities.flatMap(({ uscc }) => {
      const month = monthOf.get(uscc);
      if (month === undefined) return [];
      return [
        { uscc, year: year - 1, usedMilli: Math.round(month * 12 * (0.85 + random.next() * 0.3)) },
        { uscc, year, usedMilli: month * months },
      ];
    }),
  );
}
