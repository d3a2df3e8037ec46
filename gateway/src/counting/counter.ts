import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What is left of an allowance. */
export interface Spent {
  readonly consumedPoints: number;
  readonly remainingPoints: number;
  readonly msBeforeNext: number;
}

/** What a limiter of rate-limiter-flexible does for us. */
export interface Counter {
  /** Rejects with a `RateLimiterRes` when there are not so many left, with an Error when it cannot count. */
  consume(key: string, points: number): Promise<Spent>;
  /** Counts without asking. */
  penalty(key: string, points: number): Promise<unknown>;
  get(key: string): Promise<Pick<Spent, 'consumedPoints'> | null>;
}

/** Makes a counter of so many points in so many seconds: of this process, or of all of them. Counters of one name count together. */
export type CounterFactory = (name: string, points: number, seconds: number) => Counter;

export const countInMemory: CounterFactory = (name, points, duration) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration });

/** How long the counters of all may take; ms. A client of Redis that lost its server waits for it, and would let requests wait. */
const COUNTING_MS = 100;
/** How long they are not asked after they failed; ms. */
const ALONE_MS = 5_000;

/** While the counters of all processes cannot be reached, this process counts alone: nobody is refused for that. */
export function insured(counters: CounterFactory): CounterFactory {
  if (counters === countInMemory) return counters;
  return (name, points, seconds) => {
    const first = counters(name, points, seconds);
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
      consume: (key, some) => orOwn((counter) => counter.consume(key, some)),
      penalty: (key, some) => orOwn((counter) => counter.penalty(key, some)),
      get: (key) => orOwn((counter) => counter.get(key)),
    };
  };
}

function soon<T>(counting: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the counters do not answer')), COUNTING_MS);
    counting.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
