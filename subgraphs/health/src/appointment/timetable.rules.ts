import { cityDay } from '@citygraph/kit';
import type { Timetable } from './timetable.entity.ts';

/** Minutes of a day, so many ahead. */
const DAY_MS = 86_400_000;

/** Days ahead that slots are offered. */
export const DAYS_AHEAD = 14;

type Hours = Pick<Timetable, 'weekday' | 'firstMinute' | 'slotMinutes' | 'slots'>;

/** Starts of all slots of a weekly timetable in the days that begin after `from`, city time (UTC+8). */
export function slotStarts({ weekday, firstMinute, slotMinutes, slots }: Hours, from: Date, days = DAYS_AHEAD): Date[] {
  const midnight = Date.parse(`${cityDay(from)}T00:00:00+08:00`);
  return Array.from({ length: days }, (_, i) => midnight + (i + 1) * DAY_MS)
    .filter((day) => weekdayOf(day) === weekday)
    .flatMap((day) =>
      Array.from({ length: slots }, (_, i) => new Date(day + (firstMinute + i * slotMinutes) * 60_000)),
    );
}

/** 1 Monday to 7 Sunday, of a midnight in the city. */
const weekdayOf = (midnight: number): number => new Date(midnight + 8 * 3_600_000).getUTCDay() || 7;
