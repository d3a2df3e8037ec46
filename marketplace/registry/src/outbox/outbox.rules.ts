/** Seconds until the next try, after the first failure, the second, …; then an event is set aside for a person. */
export const RETRY_SECONDS = [1, 5, 30, 300, 1_800] as const;

/** When an event that could not be told `attempts` times is tried again; null: never by itself. */
export function nextTelling(attempts: number, now: Date): Date | null {
  const seconds = RETRY_SECONDS[attempts - 1];
  return seconds === undefined ? null : new Date(now.getTime() + seconds * 1_000);
}
