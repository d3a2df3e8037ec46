/** Slows down guessing: after five wrong passwords for one user, sign-in waits, twice as long each time, five minutes at most. */
export interface Attempts {
  /** Seconds until the user may try again; 0: now. */
  wait(username: string): number;
  failed(username: string): void;
  succeeded(username: string): void;
}

const FREE = 5;
const LONGEST_MS = 5 * 60_000;
const KEPT = 10_000;

export function attempts(now: () => number = Date.now): Attempts {
  const failures = new Map<string, { count: number; until: number }>();
  return {
    wait: (username) => Math.max(0, Math.ceil(((failures.get(username)?.until ?? 0) - now()) / 1000)),
    failed(username) {
      const count = (failures.get(username)?.count ?? 0) + 1;
      const oldest = failures.size >= KEPT ? failures.keys().next().value : undefined;
      if (oldest !== undefined) failures.delete(oldest);
      const delay = count < FREE ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** (count - FREE));
      failures.set(username, { count, until: now() + delay });
    },
    succeeded: (username) => void failures.delete(username),
  };
}
