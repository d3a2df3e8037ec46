import { describe, expect, it } from '@jest/globals';
import { addWorkingDays, cityDay, isWorkingDay, workingDaysBetween } from './working-days.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);

describe('working days', () => {
  it.each([
    ['2026-10-01', false, 'National Day'],
    ['2026-10-10', true, 'a Saturday worked for the holiday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-23', true, 'a Monday'],
  ])('know %s as %s: %s', (day, works) => {
    expect(isWorkingDay(day)).toBe(works);
  });

  it('are counted from the day after, at the same time of day', () => {
    expect(addWorkingDays(at('2026-11-20T15:30:00'), 1)).toEqual(at('2026-11-23T15:30:00'));
    expect(addWorkingDays(at('2026-09-30T09:00:00'), 3)).toEqual(at('2026-10-10T09:00:00'));
    expect(addWorkingDays(at('2026-11-20T15:30:00'), 0)).toEqual(at('2026-11-20T15:30:00'));
  });

  it('begin at midnight of the city, not of Greenwich', () => {
    expect(cityDay(new Date('2026-11-22T16:30:00Z'))).toBe('2026-11-23');
    expect(isWorkingDay(new Date('2026-11-22T16:30:00Z'))).toBe(true);
    expect(isWorkingDay(new Date('2026-11-22T15:30:00Z'))).toBe(false);
  });

  it('between two moments are the ones that began since', () => {
    expect(workingDaysBetween(at('2026-11-20T15:00:00'), at('2026-11-24T09:00:00'))).toBe(2);
    expect(workingDaysBetween(at('2026-11-24T09:00:00'), at('2026-11-20T15:00:00'))).toBe(-2);
    expect(workingDaysBetween(at('2026-11-20T15:00:00'), at('2026-11-20T18:00:00'))).toBe(0);
  });
});
