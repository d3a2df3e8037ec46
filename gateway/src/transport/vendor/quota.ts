import { RateLimiterRes } from 'rate-limiter-flexible';
import { type Counter, type CounterFactory, countInMemory, insured } from '../../counting/counter.ts';
import { localQuota, refusedQuota } from './local-quota.ts';
import type { VendorLimits } from './vendor-limits.ts';

export interface Quota {
  /** Counts one request and what it costs; a promise where others count too. @throws VendorFailure PLUGIN_QUOTA when it is one too many, now or later */
  admit(cost: number): Promise<void> | null;
  /** Counts bytes that came, wanted or not. */
  spend(bytes: number): Promise<void>;
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
  const consume = async (counter: Counter, what: string, points = 1) => {
    try {
      await counter.consume(plugin, points);
    } catch (error) {
      throw error instanceof RateLimiterRes ? refusedQuota(what) : error;
    }
  };
  return {
    async admit(cost) {
      const [bytes] = await Promise.all([minute.get(plugin), consume(second, 'requests in a second')]);
      if (bytes && bytes.consumedPoints >= bytesPerMinute) throw refusedQuota('bytes in a minute');
      await consume(costs, 'cost in a minute', cost);
      await consume(day, 'requests in a day');
    },
    async spend(bytes) {
      if (bytes > 0) await minute.penalty(plugin, bytes);
    },
  };
}
