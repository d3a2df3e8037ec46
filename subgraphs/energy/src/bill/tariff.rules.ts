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

const flat = (cents: number): readonly Tier[] => [{ upTo: null, cents }];
const tiers = (...steps: readonly (readonly [number | null, number])[]): readonly Tier[] =>
  steps.map(([upTo, cents]) => ({ upTo, cents }));

/**
 * Prices by version: a bill names the version it was made with, so a version never changes after it was used. The shape
 * (rising tiers for homes) is that of the national tiered-price policy; **every figure is the seeded city's own invention**.
 */
export const TARIFFS: Readonly<Record<string, readonly Tier[]>> = {
  'electricity/RESIDENTIAL/2026': tiers([200, 50], [400, 55], [null, 80]),
  'electricity/COMMERCIAL/2026': flat(78),
  'electricity/AGRICULTURAL/2026': flat(45),
  'water/RESIDENTIAL/2026': tiers([15, 320], [25, 480], [null, 640]),
  'water/COMMERCIAL/2026': flat(460),
  'gas/RESIDENTIAL/2026': tiers([30, 300], [50, 360], [null, 450]),
  'gas/COMMERCIAL/2026': flat(390),
  'heat/RESIDENTIAL/2026': flat(3_100),
  'heat/COMMERCIAL/2026': flat(3_400),
};

/** The version in force, by commodity and class; only pumps in fields have a price of their own, and only for electricity. */
export function tariffFor(commodity: Commodity, tariffClass: TariffClass): string {
  const version = `${commodity}/${tariffClass}/2026`;
  return version in TARIFFS ? version : `${commodity}/COMMERCIAL/2026`;
}

/** One tier's part of a bill. */
export interface BillLine {
  readonly thousandths: number;
  readonly cents: number;
  readonly amountCents: number;
}

/** What a month's consumption costs, tier by tier; each line is rounded half up to a whole cent, and the bill is their sum. */
export function priced(version: string, usedMilli: number): BillLine[] {
  const lines: BillLine[] = [];
  let billed = 0;
  for (const { upTo, cents } of TARIFFS[version] ?? []) {
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
