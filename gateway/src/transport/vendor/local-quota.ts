import { BoundedCache } from '../../operation/bounded-cache.ts';
import type { Quota } from './quota.ts';
import { isKeptForOthers } from './spender-share.ts';
import { VendorFailure } from './vendor-failure.ts';
import type { VendorLimits } from './vendor-limits.ts';

const SPENT = Promise.resolve();
/** Callers whose shares are known at once; who is forgotten has a new one. */
const ACCOUNTS = 10_000;

/**
 * The quota of a plugin where this process counts alone: windows that begin with the first request in them, as the counters of all processes have. It is asked for every
 * request to a plugin, and nothing in it waits for anything.
 */
export function localQuota(
  { requestsPerSecond, requestsPerDay, bytesPerMinute, costPerMinute }: VendorLimits,
  now: () => number = performance.now.bind(performance),
): Quota {
  const second = window(1, requestsPerSecond, now);
  const day = window(86_400, requestsPerDay, now);
  const bytes = window(60, bytesPerMinute, now);
  const costs = window(60, costPerMinute, now);
  return {
    admit(cost, account) {
      if (second.isKept(1, account)) throw refusedQuota('requests in a second', true);
      if (bytes.isKept(0, account)) throw refusedQuota('bytes in a minute', true);
      if (costs.isKept(cost, account)) throw refusedQuota('cost in a minute', true);
      if (day.isKept(1, account)) throw refusedQuota('requests in a day', true);
      if (second.add(1, account) > requestsPerSecond) throw refusedQuota('requests in a second');
      if (bytes.sum() >= bytesPerMinute && bytes.sum() > 0) throw refusedQuota('bytes in a minute');
      if (costs.add(cost, account) > costPerMinute) throw refusedQuota('cost in a minute');
      if (day.add(1, account) > requestsPerDay) throw refusedQuota('requests in a day');
      return null;
    },
    spend(some, account) {
      if (some > 0) bytes.add(some, account);
      return SPENT;
    },
  };
}

/** @param isForOne their share is used up, while there is some for others */
export const refusedQuota = (what: string, isForOne = false): VendorFailure =>
  new VendorFailure('PLUGIN_QUOTA', `no more ${what}${isForOne ? ' for one caller' : ''}`, {
    isItsFault: false,
    isSendersLack: isForOne,
  });

function window(seconds: number, most: number, now: () => number) {
  let until = 0;
  let total = 0;
  let own = new BoundedCache<string, number>(ACCOUNTS);
  const roll = (): void => {
    const at = now();
    if (at < until) return;
    until = at + seconds * 1000;
    total = 0;
    own = new BoundedCache(ACCOUNTS);
  };
  return {
    /** The sum with these in it. */
    add(points: number, account: string | undefined): number {
      roll();
      total += points;
      if (account !== undefined) own.set(account, (own.get(account) ?? 0) + points);
      return total;
    },
    isKept(points: number, account: string | undefined): boolean {
      if (account === undefined || now() >= until) return false;
      return isKeptForOthers(most, { total, own: own.get(account) ?? 0 }, points);
    },
    sum: (): number => (now() < until ? total : 0),
  };
}
