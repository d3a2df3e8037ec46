import { expect, it } from '@jest/globals';
import { assertYear, ENERGY_BANDS, kwhBand, percentileIn } from './energy-band.rules.ts';

it.each([
  [0, 'UNDER_10_MWH'],
  [9_999_999, 'UNDER_10_MWH'],
  [10_000_000, '10_TO_50_MWH'],
  [4_999_999_999, '1_TO_5_GWH'],
  [5_000_000_000, 'OVER_5_GWH'],
])('%i Wh are %s', (wattHours, band) => {
  expect(kwhBand(wattHours)).toBe(band);
  expect(ENERGY_BANDS).toContain(band);
});

it.each([
  [0, 4, null],
  [3, 4, null],
  [0, 5, 0],
  [4, 5, 100],
  [2, 5, 50],
  [33, 100, 33],
])('%i of %i who use less: %s', (fewer, group, percentile) => {
  expect(percentileIn(fewer, group)).toBe(percentile);
});

it.each([1999, 2027, 2025.5])('%d is no year to ask for in 2026', (year) => {
  expect(() => assertYear(year, 2026)).toThrow('from 2000 to 2026');
});
