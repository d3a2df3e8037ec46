import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Counter, type CounterFactory, countInMemory, insured } from '../../counting/counter.ts';
import { localQuota, refusedQuota } from './local-quota.ts';
import { isKeptForOthers } from './spender-share.ts';
import type { VendorLimits } from './vendor-limits.ts';

export interface Quota {
  /**
   * Counts one request and what it costs; a promise where others count too. `account`: whose, and nobody uses up what all have; default nobody's.
   * @throws VendorFailure PLUGIN_QUOTA when it is one too many, now or later
   */
  admit(cost: number, account?: string): Promise<void> | null;
  /** Counts bytes that came, wanted or not. */
  spend(bytes: number, account?: string): Promise<void>;
}

/**
 * One for a plugin, whatever its releases: a new release is no new allowance. When the counters of all processes cannot be
 * reached, this process counts alone.
 */
export function createQuota(plugin: string, limits: VendorLimits, counters: CounterFactory = countInMemory): Quota {
  if (counters === countInMemory) return localQuota(limits);
  const { requestsPerSecond, requestsPerDay, bytesPerMinute, costPerMinute } = limits;
  const counter = insured(counters);
  const second = counter('requests-second', requestsPerSecond, 1);
  const day = counter('requests-day', requestsPerDay, 86_400);
  const minute = counter('bytes-minute', bytesPerMinute, 60);
  const costs = counter('cost-minute', costPerMinute, 60);
  const shares = [
    {
      of: second,
      most: requestsPerSecond,
      own: counter('requests-second-own', requestsPerSecond, 1),
      what: 'requests in a second',
    },
    { of: costs, most: costPerMinute, own: counter('cost-minute-own', costPerMinute, 60), what: 'cost in a minute' },
    {
      of: day,
      most: requestsPerDay,
      own: counter('requests-day-own', requestsPerDay, 86_400),
      what: 'requests in a day',
    },
  ];
  const ownBytes = counter('bytes-minute-own', bytesPerMinute, 60);
  const bytesShare = { of: minute, most: bytesPerMinute, own: ownBytes, what: 'bytes in a minute' };
  const keyOf = (account: string): string => `${plugin} ${account}`;
  const assertShare = async ({ of, most, own, what }: typeof bytesShare, account: string, points: number) => {
    const [all, theirs] = await Promise.all([of.get(plugin), own.get(keyOf(account))]);
    const used = { total: all?.consumedPoints ?? 0, own: theirs?.consumedPoints ?? 0 };
    if (isKeptForOthers(most, used, points)) throw refusedQuota(what, true);
  };
  const consume = async (counter: Counter, what: string, points = 1) => {
    try {
      await counter.consume(plugin, points);
    } catch (error) {
      throw error instanceof RateLimiterRes ? refusedQuota(what) : error;
    }
  };
  return {
    async admit(cost, account) {
      const points = [1, cost, 1];
      if (account !== undefined) {
        await Promise.all([
          ...shares.map((share, index) => assertShare(share, account, points[index] ?? 1)),
          assertShare(bytesShare, account, 0),
        ]);
      }
      const [bytes] = await Promise.all([minute.get(plugin), consume(second, 'requests in a second')]);
      if (bytes && bytes.consumedPoints >= bytesPerMinute) throw refusedQuota('bytes in a minute');
      await consume(costs, 'cost in a minute', cost);
      await consume(day, 'requests in a day');
      if (account === undefined) return;
      await Promise.all(shares.map(({ own }, index) => own.penalty(keyOf(account), points[index] ?? 1)));
    },
    async spend(bytes, account) {
      if (bytes <= 0) return;
      const own = account === undefined ? null : ownBytes.penalty(keyOf(account), bytes);
      await Promise.all([minute.penalty(plugin, bytes), own]);
    },
  };
}
