import { reject } from './reject.ts';

/** `YYYY-MM-DD`, a day that the calendar has (ISO 8601). */
export function parseDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isCalendarDay(text)) {
    reject('date', text, 'write a day that exists as YYYY-MM-DD, e.g. 2026-09-01.');
  }
  return text;
}

/** Whether `YYYY-MM-DD` is a day of the calendar: 2026-02-30 is none. The shape of the text is the caller's to check. */
export function isCalendarDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const OFFSET_DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A moment with its offset (RFC 3339); a time without one could mean two different moments and is refused. */
export function parseOffsetDateTime(text: string): Date {
  const match = OFFSET_DATE_TIME.exec(text);
  if (!match || !isCalendarDay(match[1] as string)) {
    reject('date-time', text, 'write a moment with its offset as 2026-09-01T08:30:00+08:00.');
  }
  return new Date(text);
}

/** A moment in the city's own offset, to the second unless it has a fraction: `2026-09-01T08:30:00+08:00`. */
export function formatOffsetDateTime(moment: Date): string {
  const local = new Date(moment.getTime() + 8 * 3_600_000).toISOString();
  return `${local.slice(0, 19)}${moment.getUTCMilliseconds() === 0 ? '' : local.slice(19, 23)}+08:00`;
}
