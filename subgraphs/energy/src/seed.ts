import type { City, Bill as CityBill, Commodity, LegalEntity } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Bill } from './bill/bill.entity.ts';
import { monthSpan } from './bill/bill.rules.ts';
import { TariffTier } from './bill/tariff-tier.entity.ts';
import { ChargingStation } from './charging-station/charging-station.entity.ts';
import { AnnualUse } from './energy-use/annual-use.entity.ts';
import { percentile } from './energy-use/energy-band.rules.ts';
import { DerTechnology } from './generator/der-technology.ts';
import { DistributedGenerator } from './generator/distributed-generator.entity.ts';
import { ParcelHolder } from './generator/parcel-holder.entity.ts';
import { RegisterReading } from './reading/register-reading.entity.ts';
import { UsagePoint } from './usage-point/usage-point.entity.ts';

const HOUR_MS = 3_600_000;

/** Meters with the registers that their bills were made of, tariffs, generators, chargers, and firms' yearly use. */
export async function seedEnergy(em: EntityManager, city: City): Promise<void> {
  await seedMeters(em, city);
  await insertRows(
    em,
    TariffTier,
    Object.entries(city.tariffs).flatMap(([commodity, { tiers }]) =>
      tiers.map(({ upTo, centsPerUnit }, tier) => ({ commodity: commodity as Commodity, tier, upTo, centsPerUnit })),
    ),
  );
  await seedGenerators(em, city);
  await seedChargingStations(em, city);
  await seedAnnualUse(em, city);
}

async function seedMeters(em: EntityManager, city: City): Promise<void> {
  const random = city.random('energy/meters');
  const billsOf = new Map<string, CityBill[]>();
  for (const bill of city.bills) billsOf.set(bill.mrid, [...(billsOf.get(bill.mrid) ?? []), bill]);
  const holderOf = new Map(city.legalEntities.map(({ place, uscc }) => [place, uscc]));
  const demo = new Set(Object.values(city.demo).map(({ resident }) => resident));
  const demoDwellings = new Set(
    city.households.filter(({ members }) => members.some((id) => demo.has(id))).map(({ dwelling }) => dwelling),
  );
  const points = city.usagePoints.map(({ mrid, commodity, place, operator }) => {
    const bills = billsOf.get(mrid) ?? [];
    const fine = demoDwellings.has(place);
    const registers = registersOf(bills, random.int(100, 9_000), fine, fine && commodity === 'electricity');
    return { mrid, commodity, place, operator, bills, registers };
  });
  await insertRows(
    em,
    UsagePoint,
    points.map(({ mrid, commodity, place, operator, bills, registers }) => {
      const last = registers.at(-1);
      return {
        mrid,
        commodity,
        placeId: place,
        operatorUscc: operator,
        holderUscc: holderOf.get(place) ?? null,
        lastAt: last?.at ?? new Date(0),
        lastValue: last?.value ?? 0,
        lastQuality: 'VALID' as const,
        billedThrough: bills.at(-1)?.month ?? '',
        billedCents: bills.reduce((sum, { amountCents }) => sum + amountCents, 0),
      };
    }),
  );
  await insertRows(
    em,
    RegisterReading,
    points.flatMap(({ mrid, registers }) =>
      registers.map(({ at, value }) => ({ mrid, at, value, quality: 'VALID' as const })),
    ),
  );
  await insertRows(
    em,
    Bill,
    city.bills.map(({ mrid, month, use, amountCents }) => ({
      id: `bill_${mrid}_${month.replace('-', '')}`,
      mrid,
      month,
      consumption: use,
      amountCents,
      issuedAt: new Date(monthSpan(month).to.getTime() + 6 * HOUR_MS),
    })),
  );
}

interface Register {
  readonly at: Date;
  readonly value: number;
}

/** Share of a day's electricity by the hour, of a home whose people work by day. */
const HOURS = [2, 1, 1, 1, 1, 2, 5, 6, 4, 2, 2, 3, 4, 3, 2, 2, 3, 5, 8, 11, 12, 10, 7, 3] as const;
const HOURS_TOTAL = HOURS.reduce((sum, share) => sum + share, 0);

/**
 * Registers at the turns of the billed months; of the last month every midnight where `daily`, and every hour of its last week
 * where `hourly`. They add up to the bills' use exactly.
 */
function registersOf(bills: readonly CityBill[], start: number, daily: boolean, hourly: boolean): Register[] {
  const registers: Register[] = [];
  let value = start;
  bills.forEach(({ month, use }, n) => {
    const { from, to } = monthSpan(month);
    const lastMonth = n === bills.length - 1;
    const days = Math.round((to.getTime() - from.getTime()) / (24 * HOUR_MS));
    registers.push({ at: from, value });
    if (daily && lastMonth) {
      for (let day = 1; day <= days; day++) {
        const midnight = new Date(from.getTime() + (day - 1) * 24 * HOUR_MS);
        const dayStart = value + (use * (day - 1)) / days;
        if (hourly && day > days - 7) registers.push(...hoursOf(midnight, dayStart, use / days));
        if (day < days)
          registers.push({
            at: new Date(midnight.getTime() + 24 * HOUR_MS),
            value: rounded(value + (use * day) / days),
          });
      }
    }
    value += use;
    if (lastMonth) registers.push({ at: to, value });
  });
  return registers;
}

function hoursOf(midnight: Date, start: number, use: number): Register[] {
  let share = 0;
  return HOURS.slice(0, -1).map((part, hour) => {
    share += part;
    return {
      at: new Date(midnight.getTime() + (hour + 1) * HOUR_MS),
      value: rounded(start + (use * share) / HOURS_TOTAL),
    };
  });
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

async function seedGenerators(em: EntityManager, city: City): Promise<void> {
  const random = city.random('energy/generators');
  await insertRows(
    em,
    ParcelHolder,
    city.parcels.flatMap(({ id, rightsHolders }) =>
      rightsHolders.map((holder) => ({ parcelId: id, holder: 'uscc' in holder ? holder.uscc : holder.resident })),
    ),
  );
  const operatorUscc = city.usagePoints.find(({ commodity }) => commodity === 'electricity')?.operator ?? '';
  const asOf = Date.parse(`${city.asOf}T09:00:00+08:00`);
  await insertRows(
    em,
    DistributedGenerator,
    city.farms
      .filter(() => random.chance(0.15))
      .flatMap(({ farmer, plots }) => {
        const [plot] = plots;
        if (!plot) return [];
        const village = random.chance(0.2);
        const appliedAt = new Date(asOf - random.int(60, 1_500) * 24 * HOUR_MS);
        return {
          mrid: mridOf(plot.id),
          parcelId: plot.parcel,
          technology: random.pick([
            DerTechnology.SOLAR_PV,
            DerTechnology.SOLAR_PV,
            DerTechnology.WIND,
            DerTechnology.STRAW_BIOMASS,
          ]),
          ratedKw: village ? random.int(50, 300) : random.int(3, 30),
          povertyAlleviation: village,
          status: 'CONNECTED' as const,
          livingParcelId: plot.parcel,
          operatorUscc,
          applicant: farmer,
          appliedAt,
          decidedAt: new Date(appliedAt.getTime() + 20 * 24 * HOUR_MS),
          reason: null,
        };
      }),
  );
}

/** A UUID (version 8, RFC 9562) out of an opaque key: the same on every machine. */
function mridOf(key: string): string {
  const hex = [...key]
    .map((char) => char.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '0')
    .slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

async function seedChargingStations(em: EntityManager, city: City): Promise<void> {
  const random = city.random('energy/chargers');
  const placeOf = new Map(city.places.map((place) => [place.id, place]));
  await insertRows(
    em,
    ChargingStation,
    city.chargingStations.flatMap(({ id, operator, place, connectors }) => {
      const at = placeOf.get(place);
      if (!at) return [];
      return {
        id,
        operatorUscc: operator,
        placeId: place,
        division: at.division,
        longitude: at.longitude,
        latitude: at.latitude,
        connectors,
        powerKw: random.pick([7, 22, 60, 120, 180]),
        pricePerKwhCents: random.int(90, 180),
      };
    }),
  );
}

/** A year's electricity of each firm, by what such firms use; the running year up to the city's day. */
const USE: Readonly<Partial<Record<LegalEntity['kind'], readonly [low: number, high: number]>>> = {
  shop: [8_000, 90_000],
  manufacturer: [120_000, 2_500_000],
  farm: [5_000, 60_000],
  hospital: [200_000, 4_000_000],
  school: [40_000, 400_000],
  developer: [10_000, 80_000],
  vendor: [6_000, 120_000],
  carrier: [15_000, 200_000],
  bank: [20_000, 150_000],
};

async function seedAnnualUse(em: EntityManager, city: City): Promise<void> {
  const random = city.random('energy/annual');
  const running = Number(city.asOf.slice(0, 4));
  const elapsed = (Date.parse(city.asOf) - Date.UTC(running, 0, 1)) / (365 * 24 * HOUR_MS);
  for (const [year, share] of [
    [running - 2, 1],
    [running - 1, 1],
    [running, elapsed],
  ] as const) {
    const used = city.legalEntities.flatMap(({ uscc, kind, industryCode }) => {
      const span = USE[kind];
      return span ? [{ uscc, industry: industryCode, kwh: Math.round(random.int(...span) * share) }] : [];
    });
    const ofIndustry = new Map<string, number[]>();
    for (const { industry, kwh } of used) ofIndustry.set(industry, [...(ofIndustry.get(industry) ?? []), kwh]);
    await insertRows(
      em,
      AnnualUse,
      used.map(({ uscc, industry, kwh }) => ({
        uscc,
        year,
        kwh,
        intensityPercentile: percentile(kwh, ofIndustry.get(industry) ?? []),
      })),
    );
  }
}
