import { CityGraphError } from '@citygraph/contract';
import type { Ledger } from './ledger.ts';

/** Milliseconds that an answer waits for its record. With the wait for the policy (2.75 s) it stays below the 5 s in which a revocation takes effect. */
export const RECORD_WITHIN_MS = 2_000;

/**
 * A ledger for which nobody waits longer than `waitMs`: what is not written by then rejects with LEDGER_UNAVAILABLE, and until it is, or has failed, the ledger is not
 * available. What comes to be written after all stays: it says more was shown than was, never less.
 */
export function withinTime(ledger: Ledger, waitMs: number = RECORD_WITHIN_MS): Ledger {
  let overdue = 0;
  const wait = (work: Promise<void>, whenLate: () => void = () => {}): Promise<void> =>
    new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        overdue += 1;
        reject(new CityGraphError('LEDGER_UNAVAILABLE', 'Nothing can be recorded at the moment: it takes too long.'));
      }, waitMs).unref();
      const done = (): void => {
        clearTimeout(timer);
        if (!isLate) return;
        overdue -= 1;
        whenLate();
      };
      work.finally(done).then(resolve, reject);
    });
  return {
    isAvailable: () => overdue === 0 && ledger.isAvailable(),
    // Whoever announced it has gone on without: no answer follows.
    announce: (record) => wait(ledger.announce(record), () => ledger.release?.(record.id)),
    release: (id) => ledger.release?.(id),
    append: (record) => wait(ledger.append(record)),
  };
}
