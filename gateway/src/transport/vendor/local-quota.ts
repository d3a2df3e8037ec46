import type { Quota } from './quota.ts';
import { VendorFailure } from './vendor-failure.ts';
import type { VendorLimits } from './vendor-limits.ts';

const SPENT = Promise.resolve();

/**
 * The quota of a plugin where this process counts alone: windows that begin with the first request in them, as the counters of all processes have. It is asked for every
 * request to a plugin, and nothing in it waits for anything.
 */
export function localQuota(
  { requestsPerSecond, requestsPerDay, bytesPerMinute, costPerMinute }: VendorLimits,
  now: () => number = performance.now.bind(performance),
): Quota {
  const second = window(1, now);
  const day = window(86_400, now);
  const bytes = window(60, now);
  const costs = window(60, now);
  return {
    admit(cost) {
      if (second.add(1) > requestsPerSecond) throw refusedQuota('requests in a second');
      if (bytes.sum() >= bytesPerMinute && bytes.sum() > 0) throw refusedQuota('bytes in a minute');
      if (costs.add(cost) > costPerMinute) throw refusedQuota('cost in a minute');
      if (day.add(1) > requestsPerDay) throw refusedQuota('requests in a day');
      return null;
    },
    spend(some) {
      if (some > 0) bytes.add(some);
      return SPENT;
    },
  };
}

export const refusedQuota = (what: string): VendorFailure =>
  new VendorFailure('PLUGIN_QUOTA', `no more ${what}`, { isItsFault: false });

function window(seconds: number, now: () => number) {
  let until = 0;
  let total = 0;
  const roll = (): void => {
    const at = now();
    if (at < until) return;
    until = at + seconds * 1000;
    total = 0;
  };
  return {
    /** The sum with these in it. */
    add(points: number): number {
      roll();
      total += points;
      return total;
    },
    sum: (): number => (now() < until ? total : 0),
  };
}
