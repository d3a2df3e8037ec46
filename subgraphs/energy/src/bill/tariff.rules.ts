import type { Commodity } from '../usage-point/commodity.rules.ts';

/** Who the meter serves: homes pay by tiers, firms a flat price, field pumps a reduced one. */
export const TARIFF_CLASSES = ['RESIDENTIAL', 'COMMERCIAL', 'AGRICULTURAL'] as const;
export type TariffClass = (typeof TARIFF_CLASSES)[number];

export interface Tier {
  /** Units a month up to which the price holds; null: without end. */
  readonly upTo: number | null;
  /** CNY cents a unit. */
  readonly cents: number;
}

/**
 * Tiers by tariff: `commodity/class/month`, the month or year from which it holds. A bill names the tariff it was made with, so
 * tiers never change after they were used; new prices are a new tariff.
 */
export type Tariffs = ReadonlyMap<string, readonly Tier[]>;

/**
 * The tariff in force in a month. Who has no price of the own class pays as firms do: only field pumps have one, and only for
 * electricity.
 */
export function tariffFor(tariffs: Tariffs, commodity: Commodity, tariffClass: TariffClass, month: string): string {
  for (const kind of [tariffClass, 'COMMERCIAL']) {
    const prefix = `${commodity}/${kind}/`;
    const [latest] = [...tariffs.keys()]
      .filter((tariff) => tariff.startsWith(prefix) && tariff.slice(prefix.length) <= month)
      .sort()
      .reverse();
    if (latest !== undefined) return latest;
  }
  throw new Error(`There is no tariff for ${commodity}, ${tariffClass}, in ${month}.`);
}

/** One tier's part of a bill. */
export interface BillLine {
  readonly thousandths: number;
  readonly cents: number;
  readonly amountCents: number;
}

/** What a month's consumption costs, tier by tier; each line is rounded half up to a whole cent, and the bill is their sum. */
export function priced(tiers: readonly Tier[], usedMilli: number): BillLine[] {
  const lines: BillLine[] = [];
  let billed = 0;
  for (const { upTo, cents } of tiers) {
    const end = upTo === null ? usedMilli : Math.min(usedMilli, upTo * 1000);
    const thousandths = end - billed;
    if (thousandths <= 0) break;
    lines.push({ thousandths, cents, amountCents: Math.floor((thousandths * cents + 500) / 1000) });
    billed = end;
  }
  return lines;
}

export const amountOf = (lines: readonly BillLine[]): number =>
  lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
