/** China keeps one offset, UTC+8, and no summer time. */
const OFFSET_MS = 8 * 60 * 60 * 1000;

/** The calendar day in the city at an instant, as `YYYY-MM-DD`. */
export function calendarDay(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}
