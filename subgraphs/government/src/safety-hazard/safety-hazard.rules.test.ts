import { describe, expect, it } from '@jest/globals';
import {
  assertFoundOn,
  assertOtherEyes,
  assertStatus,
  hazardDueAt,
  isDisclosed,
  isOverdue,
} from './safety-hazard.rules.ts';

describe('the clock of a hazard', () => {
  it.each([
    ['MAJOR', '2026-11-02', '2026-11-09T17:00:00+08:00'],
    ['GENERAL', '2026-11-02', '2026-11-23T17:00:00+08:00'],
    ['MAJOR over the National Day week', '2026-09-29', '2026-10-12T17:00:00+08:00'],
  ])('%s found on %s is due %s', (level, foundOn, due) => {
    expect(hazardDueAt(foundOn, level.startsWith('MAJOR') ? 'MAJOR' : 'GENERAL')).toEqual(new Date(due));
  });

  const dueAt = new Date('2026-11-09T17:00:00+08:00');
  it.each([
    ['FOUND', 'MAJOR', '2026-11-09T17:00:00+08:00', false, false],
    ['FOUND', 'MAJOR', '2026-11-09T17:00:01+08:00', true, true],
    ['FOUND', 'GENERAL', '2026-11-09T17:00:01+08:00', true, false],
    ['RECTIFIED', 'MAJOR', '2026-12-01T09:00:00+08:00', false, false],
    ['VERIFIED', 'MAJOR', '2026-12-01T09:00:00+08:00', false, false],
  ] as const)('%s, %s at %s: overdue %s, disclosed %s', (status, level, now, overdue, disclosed) => {
    expect(isOverdue({ status, dueAt }, new Date(now))).toBe(overdue);
    expect(isDisclosed({ status, level, dueAt }, new Date(now))).toBe(disclosed);
  });
});

it.each(['2026-11-01', '2025-11-01'])('takes what was found on %s', (day) => {
  expect(() => assertFoundOn(day, '2026-11-01')).not.toThrow();
});

it.each(['2026-11-02', '2025-10-31', '9999-12-31'])('refuses what was found on %s', (day) => {
  expect(() => assertFoundOn(day, '2026-11-01')).toThrow(/^foundOn: .* from 2025-11-01 to 2026-11-01/);
});

it('wants other eyes than those that found it', () => {
  expect(() => assertOtherEyes({ reportedBy: 'ann' }, 'bob')).not.toThrow();
  expect(() => assertOtherEyes({ reportedBy: 'ann' }, 'ann')).toThrow(/another officer/);
});

it('moves on only from the state that the act is for', () => {
  expect(() => assertStatus({ id: 'haz_1', status: 'FOUND' }, 'FOUND')).not.toThrow();
  expect(() => assertStatus({ id: 'haz_1', status: 'VERIFIED' }, 'FOUND')).toThrow(
    'hazardId: haz_1 has been verified as put right.',
  );
});
