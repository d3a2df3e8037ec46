import { expect, it } from '@jest/globals';
import { levelsReached } from './supervision.rules.ts';

/** A Monday morning. */
const DUE = new Date('2026-11-09T10:00:00+08:00');

it.each<[string, string, string]>([
  ['two working days before', '2026-11-05T10:00:00+08:00', ''],
  ['a minute before the reminder', '2026-11-06T09:59:00+08:00', ''],
  ['one working day before, on the Friday', '2026-11-06T10:00:00+08:00', 'REMINDER'],
  ['on the weekend before', '2026-11-07T12:00:00+08:00', 'REMINDER'],
  ['at the due moment itself', '2026-11-09T10:00:00+08:00', 'REMINDER'],
  ['a second after', '2026-11-09T10:00:01+08:00', 'REMINDER YELLOW'],
  ['three working days after', '2026-11-12T10:00:00+08:00', 'REMINDER YELLOW'],
  ['more than three working days after', '2026-11-12T10:00:01+08:00', 'REMINDER YELLOW RED'],
])('%s (%s) has reached: %s', (_when, now, levels) => {
  expect(levelsReached(DUE, new Date(now)).join(' ')).toBe(levels);
});

it('does not count holidays against an agency', () => {
  const eve = new Date('2026-09-30T10:00:00+08:00');
  expect(levelsReached(eve, new Date('2026-10-09T10:00:00+08:00'))).toEqual(['REMINDER', 'YELLOW']);
});
