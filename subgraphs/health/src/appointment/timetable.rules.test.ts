import { expect, it } from '@jest/globals';
import { slotStarts } from './timetable.rules.ts';

const monday = { weekday: 1, firstMinute: 9 * 60, slotMinutes: 30, slots: 2 };

it('offers the slots of a weekday for two weeks, from tomorrow, in city time', () => {
  const starts = slotStarts(monday, new Date('2026-11-02T23:30:00+08:00'));
  expect(starts.map((start) => start.toISOString())).toEqual([
    '2026-11-09T01:00:00.000Z',
    '2026-11-09T01:30:00.000Z',
    '2026-11-16T01:00:00.000Z',
    '2026-11-16T01:30:00.000Z',
  ]);
});

it('counts the day by the city, not by Greenwich', () => {
  const [first] = slotStarts(monday, new Date('2026-11-08T17:00:00Z'));
  expect(first?.toISOString()).toBe('2026-11-16T01:00:00.000Z');
});
