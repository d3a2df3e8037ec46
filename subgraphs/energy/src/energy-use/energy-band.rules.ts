const BANDS = [
  [10_000, '0-10000'],
  [50_000, '10000-50000'],
  [200_000, '50000-200000'],
  [1_000_000, '200000-1000000'],
] as const;

/** The band of a year's consumption in kWh: wide enough that a shift's pattern cannot be read off it. */
export const kwhBand = (kwh: number): string => BANDS.find(([below]) => kwh < below)?.[1] ?? '1000000+';

/** Fewer firms than this tell too much of one another. */
export const FEWEST_COMPARED = 5;

/** Where a firm stands among those of its industry: the share, in percent, that uses less. Null: too few to compare. */
export function percentile(kwh: number, industry: readonly number[]): number | null {
  if (industry.length < FEWEST_COMPARED) return null;
  return Math.round((industry.filter((other) => other < kwh).length / industry.length) * 100);
}
