import { expect, it } from '@jest/globals';
import { ageOn, isMinorOn } from './resident.rules.ts';

it('counts a birthday from its own day on', () => {
  expect(ageOn('2020-03-15', '2026-03-14')).toBe(5);
  expect(ageOn('2020-03-15', '2026-03-15')).toBe(6);
});

it('keeps a person a minor until the eve of the eighteenth birthday', () => {
  expect(isMinorOn('2008-11-02', '2026-11-01')).toBe(true);
  expect(isMinorOn('2008-11-01', '2026-11-01')).toBe(false);
});

it('lets someone born on 29 February come of age on 1 March of a common year', () => {
  expect(isMinorOn('2008-02-29', '2026-02-28')).toBe(true);
  expect(isMinorOn('2008-02-29', '2026-03-01')).toBe(false);
});
