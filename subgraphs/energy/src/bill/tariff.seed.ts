import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { Tariffs, Tier } from './tariff.rules.ts';
import { TariffTier } from './tariff-tier.entity.ts';

/** Beside the city's household tariffs: what firms and field pumps pay. As invented as those. */
const OTHERS: Readonly<Record<string, number>> = {
  'electricity/COMMERCIAL': 78,
  'electricity/AGRICULTURAL': 45,
  'water/COMMERCIAL': 560,
  'gas/COMMERCIAL': 390,
  'heat/COMMERCIAL': 4_700,
};

/** The city's tariffs, in force since the year of its first bill. */
export function cityTariffs({ tariffs, bills, asOf }: City): Tariffs {
  const year = bills.reduce((first, { month }) => (month < first ? month : first), asOf).slice(0, 4);
  const households = Object.entries(tariffs).map(([commodity, { tiers }]): [string, Tier[]] => [
    `${commodity}/RESIDENTIAL/${year}`,
    tiers.map(({ upTo, centsPerUnit }) => ({ upTo, cents: centsPerUnit })),
  ]);
  const others = Object.entries(OTHERS).map(([tariff, cents]): [string, Tier[]] => [
    `${tariff}/${year}`,
    [{ upTo: null, cents }],
  ]);
  return new Map([...households, ...others]);
}

export async function seedTariffs(em: EntityManager, tariffs: Tariffs): Promise<void> {
  await insertRows(
    em,
    TariffTier,
    [...tariffs].flatMap(([tariff, tiers]) => tiers.map(({ upTo, cents }, tier) => ({ tariff, tier, upTo, cents }))),
  );
}
