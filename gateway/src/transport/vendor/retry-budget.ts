/** Of the calls of the window that may be made twice. */
const SHARE = 0.1;
const SECONDS = 10;

/** Second tries, bounded by a tenth of the first ones: when everything fails, hardly more is asked than before. */
export interface RetryBudget {
  /** A first try. */
  note(): void;
  /** A second try, if there is one left. */
  take(): boolean;
}

/** Sliding over the last ten seconds, counted by the second. One is always left in an idle window: a kept socket may have gone. */
export function createRetryBudget(now: () => number = Date.now): RetryBudget {
  const slots = Array.from({ length: SECONDS }, () => ({ second: -1, calls: 0, retries: 0 }));
  const current = () => {
    const second = Math.floor(now() / 1_000);
    const slot = slots[second % SECONDS] as (typeof slots)[number];
    if (slot.second !== second) Object.assign(slot, { second, calls: 0, retries: 0 });
    return slot;
  };
  const sums = (newest: number) => {
    let calls = 0;
    let retries = 0;
    for (const slot of slots) {
      if (slot.second <= newest - SECONDS) continue;
      calls += slot.calls;
      retries += slot.retries;
    }
    return { calls, retries };
  };
  return {
    note() {
      current().calls += 1;
    },
    take() {
      const slot = current();
      const { calls, retries } = sums(slot.second);
      if (retries + 1 > Math.max(1, calls * SHARE)) return false;
      slot.retries += 1;
      return true;
    },
  };
}
