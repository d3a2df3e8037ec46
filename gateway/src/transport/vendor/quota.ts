import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { VendorFailure } from './vendor-failure.ts';
import type { VendorLimits } from './vendor-limits.ts';

/** What a limiter of rate-limiter-flexible does for us. */
export interface Counter {
  /** Rejects with a `RateLimiterRes` when there are not so many left, with an Error when it cannot count. */
  consume(key: string, points: number): Promise<unknown>;
  /** Counts without asking. */
  penalty(key: string, points: number): Promise<unknown>;
  get(key: string): Promise<{ readonly consumedPoints: number } | null>;
}

/** What is counted per plugin. */
export type CounterName = 'requests-second' | 'requests-day' | 'bytes-minute';

/** Makes a counter of so many points in so many seconds: of this process, or of all (`RateLimiterRedis`). */
export type CounterFactory = (name: CounterName, points: number, seconds: number) => Counter;

export interface Quota {
  /** Counts one request. @throws VendorFailure PLUGIN_QUOTA when it is one too many */
  admit(): Promise<void>;
  /** Counts bytes that came, wanted or not. */
  spend(bytes: number): Promise<void>;
}

export const countInMemory: CounterFactory = (name, points, duration) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration });

/**
 * One for a plugin, whatever its releases: a new release is no new allowance. When the counters of all processes cannot be
 * reached, this process counts alone.
 */
export function createQuota(
  plugin: string,
  { requestsPerSecond, requestsPerDay, bytesPerMinute }: VendorLimits,
  counters: CounterFactory = countInMemory,
): Quota {
  const second = insured(counters, 'requests-second', requestsPerSecond, 1);
  const day = insured(counters, 'requests-day', requestsPerDay, 86_400);
  const minute = insured(counters, 'bytes-minute', bytesPerMinute, 60);
  const consume = async (counter: Counter, what: string) => {
    try {
      await counter.consume(plugin, 1);
    } catch (error) {
      throw error instanceof RateLimiterRes ? spent(what) : error;
    }
  };
  return {
    async admit() {
      const [bytes] = await Promise.all([minute.get(plugin), consume(second, 'requests in a second')]);
      if (bytes && bytes.consumedPoints >= bytesPerMinute) throw spent('bytes in a minute');
      await consume(day, 'requests in a day');
    },
    async spend(bytes) {
      if (bytes > 0) await minute.penalty(plugin, bytes);
    },
  };
}

function spent(what: string): VendorFailure {
  return new VendorFailure('PLUGIN_QUOTA', `no more ${what}`, { isItsFault: false });
}

/** How long the counters of all may take; ms. A client of Redis that lost its server waits for it, and would let requests wait. */
const COUNTING_MS = 100;
/** How long they are not asked after they failed; ms. */
const ALONE_MS = 5_000;

function soon<T>(counting: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the counters do not answer')), COUNTING_MS);
    counting.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function insured(counters: CounterFactory, name: CounterName, points: number, seconds: number): Counter {
  const first = counters(name, points, seconds);
  if (counters === countInMemory) return first;
  const own = countInMemory(name, points, seconds);
  let aloneUntil = 0;
  const orOwn = async <T>(ask: (counter: Counter) => Promise<T>): Promise<T> => {
    if (performance.now() < aloneUntil) return ask(own);
    try {
      return await soon(ask(first));
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      aloneUntil = performance.now() + ALONE_MS;
      return ask(own);
    }
  };
  return {
    consume: (key, points) => orOwn((counter) => counter.consume(key, points)),
    penalty: (key, points) => orOwn((counter) => counter.penalty(key, points)),
    get: (key) => orOwn((counter) => counter.get(key)),
  };
}
