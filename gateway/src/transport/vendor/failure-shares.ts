import { BoundedCache } from '../../operation/bounded-cache.ts';

/** So many failures of one caller's count against a plugin within the memory. */
const MOST = 2;
/** As long as the breaker remembers; ms. */
const MEMORY_MS = 30_000;
const ACCOUNTS = 10_000;

/** Whose calls a plugin failed of late. What one caller alone runs into, however often, switches it off for nobody else (ADR 64, 79). */
export interface FailureShares {
  /** They had their share: nothing that they run into counts for the moment. Who is nobody's account always counts. */
  isSpent(account: string | undefined): boolean;
  /** One that counted. */
  note(account: string | undefined): void;
}

export function createFailureShares(now: () => number = Date.now): FailureShares {
  const failures = new BoundedCache<string, readonly number[]>(ACCOUNTS);
  return {
    isSpent(account) {
      if (account === undefined) return false;
      const latest = failures.get(account) ?? [];
      return latest.length >= MOST && (latest[0] ?? 0) > now() - MEMORY_MS;
    },
    note(account) {
      if (account === undefined) return;
      failures.set(account, [...(failures.get(account) ?? []), now()].slice(-MOST));
    },
  };
}
