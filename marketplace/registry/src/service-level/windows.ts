/** Health is counted in slots of so many milliseconds. */
export const SLOT_MS = 10_000;

/** What a promise is judged by: long enough for twenty calls, short enough to be quick. */
export const WINDOW_MS = 60_000;

/** Beginning of the slot in which a moment lies. */
export const slotOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / SLOT_MS) * SLOT_MS);

/** Beginning of the hour (UTC). */
export const hourOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 3_600_000) * 3_600_000);

/**
 * Where a window begins: a minute ago, or with the first whole slot since a rollout was last changed. What burned before it was resumed no longer counts.
 */
export function windowStart(changedAt: Date, now: Date, window = WINDOW_MS): Date {
  const since = new Date(now.getTime() - window);
  return changedAt > since ? slotOf(new Date(changedAt.getTime() + SLOT_MS - 1)) : slotOf(since);
}
