import chineseDays from 'chinese-days';

/** The city's calendar day at a moment: `YYYY-MM-DD`, China Standard Time (UTC+8, no daylight saving). */
export function cityDay(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Whether agencies work on that day by the State Council's calendar: weekends moved for holidays count as it says. */
export function isWorkingDay(day: Date | string): boolean {
  return chineseDays.isWorkday(typeof day === 'string' ? day : cityDay(day));
}

/**
 * The moment `days` working days later, at the same time of day. The day itself does not count: something accepted on a Friday
 * with one day is due on Monday. `days` may be 0.
 */
export function addWorkingDays(from: Date, days: number): Date {
  let at = from.getTime();
  for (let left = days; left > 0; ) {
    at += 86_400_000;
    if (isWorkingDay(new Date(at))) left--;
  }
  return new Date(at);
}

/** Working days that began after `from` and not after `to`; negative when `to` is before `from`. */
export function workingDaysBetween(from: Date, to: Date): number {
  if (to < from) return -workingDaysBetween(to, from);
  let days = 0;
  for (let at = from.getTime() + 86_400_000; cityDay(new Date(at)) <= cityDay(to); at += 86_400_000) {
    if (isWorkingDay(new Date(at))) days++;
  }
  return days;
}
