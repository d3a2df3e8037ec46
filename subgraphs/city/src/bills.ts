import type { Bill, Commodity, Tariff, UsagePoint } from './city.ts';
import type { Random } from './random.ts';

/** Invented, in the shape of residential tariffs here: electricity in tiers, the rest flat. */
export const TARIFFS: Readonly<Record<Commodity, Tariff>> = {
  electricity: {
    unit: 'kWh',
    tiers: [
      { upTo: 170, centsPerUnit: 53 },
      { upTo: 260, centsPerUnit: 58 },
      { upTo: null, centsPerUnit: 83 },
    ],
  },
  water: { unit: 'm3', tiers: [{ upTo: null, centsPerUnit: 395 }] },
  gas: { unit: 'm3', tiers: [{ upTo: null, centsPerUnit: 280 }] },
  heat: { unit: 'GJ', tiers: [{ upTo: null, centsPerUnit: 4_150 }] },
};

/** A month's use of a household. */
const USE: Readonly<Record<Commodity, readonly [low: number, high: number]>> = {
  electricity: [90, 320],
  water: [4, 14],
  gas: [8, 30],
  heat: [1, 6],
};

/** Between the heating seasons: Changchun heats from 20 October to 6 April. */
const WITHOUT_HEAT = new Set(['05', '06', '07', '08', '09']);

/** Bills of the last month for everybody; where demo people live, of four months, the first three paid. */
export function issueBills(
  usagePoints: readonly UsagePoint[],
  demoDwellings: ReadonlySet<string>,
  asOf: string,
  random: Random,
): Bill[] {
  return usagePoints.flatMap(({ mrid, commodity, place }) => {
    const months = demoDwellings.has(place) ? [4, 3, 2, 1] : [1];
    return months.flatMap((ago): Bill[] => {
      const use = random.int(...USE[commodity]);
      const month = monthBefore(asOf, ago);
      if (commodity === 'heat' && WITHOUT_HEAT.has(month.slice(5))) return [];
      return [{ mrid, month, use, amountCents: price(TARIFFS[commodity], use), paid: ago > 1 }];
    });
  });
}

function price({ tiers }: Tariff, use: number): number {
  let [cents, from] = [0, 0];
  for (const { upTo, centsPerUnit } of tiers) {
    const to = Math.min(use, upTo ?? use);
    if (to > from) cents += (to - from) * centsPerUnit;
    from = Math.max(from, to);
  }
  return Math.round(cents);
}

/** `YYYY-MM`, so many months before the day's. */
function monthBefore(day: string, ago: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - ago;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
