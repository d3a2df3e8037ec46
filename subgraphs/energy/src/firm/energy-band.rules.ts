import { CityGraphError } from '@citygraph/contract';

/** Upper bounds in kWh, excluded. */
const BANDS: readonly (readonly [below: number, band: string])[] = [
  [10_000, 'UNDER_10_MWH'],
  [50_000, '10_TO_50_MWH'],
  [200_000, '50_TO_200_MWH'],
  [1_000_000, '200_TO_1000_MWH'],
  [5_000_000, '1_TO_5_GWH'],
];
const LARGEST = 'OVER_5_GWH';

export const ENERGY_BANDS: readonly string[] = [...BANDS.map(([, band]) => band), LARGEST];

/** A comparison among fewer would tell what the others consume. */
export const LEAST_TO_COMPARE = 5;

/** The band of a year's watt-hours. */
export function kwhBand(usedMilli: number): string {
  return BANDS.find(([below]) => usedMilli < below * 1000)?.[1] ?? LARGEST;
}

/**
 * How many of a hundred firms of the same industry use less a square metre: 0 the most sparing, 100 the least. Null when the
 * group is too small to compare.
 */
export function percentileIn(fewer: number, group: number): number | null {
  return group < LEAST_TO_COMPARE ? null : Math.round((fewer / (group - 1)) * 100);
}

/** A calendar year that has begun. */
export function assertYear(year: number, running: number): void {
  if (Number.isInteger(year) && year >= 2000 && year <= running) return;
  throw new CityGraphError('BAD_USER_INPUT', `year: give one from 2000 to ${running}, not ${year}.`, {
    extensions: { argument: 'year' },
  });
}
