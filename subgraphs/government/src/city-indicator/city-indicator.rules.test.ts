import { expect, it } from '@jest/globals';
import { assertYear, isSuppressed } from './city-indicator.rules.ts';

it.each([
  ['an area', null, false],
  ['nobody', 0, false],
  ['one', 1, true],
  ['four', 4, true],
  ['five', 5, false],
])('of %s (%s) is withheld: %s', (_what, counted, withheld) => {
  expect(isSuppressed({ counted })).toBe(withheld);
});

it.each([1953, 2026])('takes %s', (year) => {
  expect(() => assertYear(year, '2026-11-01')).not.toThrow();
});

it.each([1952, 2027, -1])('refuses %s', (year) => {
  expect(() => assertYear(year, '2026-11-01')).toThrow(/^year: /);
});
