/** A moment of a day in the city: `at('2026-10-01', 9)` is nine in the morning. */
export const at = (day: string, hour: number, minute = 0): Date =>
  new Date(Date.parse(`${day}T00:00:00+08:00`) + (hour * 60 + minute) * 60_000);

/** The day that many days later, or earlier when negative. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
