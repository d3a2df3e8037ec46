import { LIMIT_NAMES, PLUGIN_LIMITS } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { type CounterFactory, countInMemory } from '../../counting/counter.ts';
import { createQuota, type Quota } from './quota.ts';
import { vendorLimits } from './vendor-limits.ts';

const refused = { code: 'PLUGIN_QUOTA', isItsFault: false };

/** A refusal may come at once. */
const admit = async (quota: Quota) => quota.admit(1);

describe('the quota of a plugin', () => {
  it.each([
    ['requests in a second', { requestsPerSecond: 3 }],
    ['requests in a day', { requestsPerDay: 3 }],
  ])('is so many %s', async (what, limits) => {
    const quota = createQuota('satellite', vendorLimits(limits));
    for (let call = 0; call < 3; call++) await quota.admit(1);
    await expect(admit(quota)).rejects.toMatchObject({ ...refused, message: `no more ${what}` });
  });

  it('is so many bytes, of which the last reply may be too many', async () => {
    const quota = createQuota('satellite', vendorLimits({ bytesPerMinute: 100 }));
    await quota.spend(99);
    await quota.admit(1);
    await quota.spend(500);
    await expect(admit(quota)).rejects.toMatchObject(refused);
  });

  it('is so much cost: a large request is refused, a small one fits', async () => {
    const quota = createQuota('satellite', vendorLimits({ costPerMinute: 10 }));
    await quota.admit(6);
    await quota.admit(4);
    await expect(admit(quota)).rejects.toMatchObject({ ...refused, message: 'no more cost in a minute' });
  });

  it('of a day is not used up by what the second refuses', async () => {
    const points: Record<string, number> = {};
    const counters: CounterFactory = (name, ...limits) => {
      const counter = countInMemory(name, ...limits);
      return {
        consume: (key, some) => {
          points[name] = (points[name] ?? 0) + some;
          return counter.consume(key, some);
        },
        penalty: (key, some) => counter.penalty(key, some),
        get: (key) => counter.get(key),
      };
    };
    const quota = createQuota('satellite', vendorLimits({ requestsPerSecond: 1 }), counters);
    await quota.admit(1);
    await admit(quota).catch(() => {});
    expect(points).toEqual({ 'requests-second': 2, 'cost-minute': 1, 'requests-day': 1 });
  });

  it.each<[string, () => Promise<never>]>([
    ['fail', () => Promise.reject(new Error('no connection to redis.internal'))],
    ['do not answer', () => new Promise(() => {})],
  ])('is counted by this process alone while the counters of all %s', async (_, broken) => {
    let asked = 0;
    const fail = () => {
      asked += 1;
      return broken();
    };
    const counters: CounterFactory = () => ({ consume: fail, penalty: fail, get: fail });
    const quota = createQuota('satellite', vendorLimits({ requestsPerSecond: 2 }), counters);
    await quota.spend(10);
    await quota.admit(1);
    await quota.admit(1);
    await expect(admit(quota)).rejects.toMatchObject(refused);
    // One for each counter: they are left alone for a while.
    expect(asked).toBe(4);
  });

  it('is shared by all who share the counters, and by nobody else', async () => {
    const made = new Map<string, ReturnType<CounterFactory>>();
    const counters: CounterFactory = (name, points, seconds) => {
      const counter = made.get(name) ?? countInMemory(name, points, seconds);
      made.set(name, counter);
      return counter;
    };
    const limits = vendorLimits({ requestsPerSecond: 1 });
    const [here, there] = [createQuota('satellite', limits, counters), createQuota('satellite', limits, counters)];
    await here.admit(1);
    await expect(there.admit(1)).rejects.toMatchObject(refused);
    await createQuota('iov', limits, counters).admit(1);
  });

  it.each([
    [{ concurrency: 0 }, 'concurrency cannot be 0'],
    [{ queue: -1 }, 'queue cannot be -1'],
    [{ requestsPerDay: Number.NaN }, 'requestsPerDay cannot be NaN'],
    [{ timeoutMs: '5' as unknown as number }, 'timeoutMs cannot be 5'],
  ])('is refused when it is none: %j', (limits, message) => {
    expect(() => vendorLimits(limits)).toThrow(message);
  });

  it('may not widen what the hub allows anybody', () => {
    expect(vendorLimits({ timeoutMs: 60_000, bytes: 1e9 })).toMatchObject({ timeoutMs: 3_000, bytes: 2_097_152 });
    expect(vendorLimits({ timeoutMs: 500, bytes: 10 })).toMatchObject({ timeoutMs: 500, bytes: 10 });
  });

  it('is what the contract says, and never more than anybody has', () => {
    const most = Object.fromEntries(LIMIT_NAMES.map((name) => [name, PLUGIN_LIMITS[name].most]));
    const asked = Object.fromEntries(LIMIT_NAMES.map((name) => [name, 1_000_000_000]));
    expect(vendorLimits({}, asked)).toEqual(most);
    expect(vendorLimits({ queue: 3 }, { concurrency: 2 })).toMatchObject({ concurrency: 2, queue: 3 });
  });
});

describe('the quota of a plugin, asked by two apps’ users', () => {
  /** As many processes have them. */
  const together: CounterFactory = (...of) => countInMemory(...of);
  const refusedThere = { ...refused, message: expect.stringContaining('for one caller') };
  const asks = async (quota: Quota, account: string, cost = 1) => quota.admit(cost, account);
  const until = async (quota: Quota, account: string, cost?: number) => {
    for (let calls = 0; ; calls += 1) {
      try {
        await asks(quota, account, cost);
      } catch (error) {
        expect(error).toMatchObject(refusedThere);
        return calls;
      }
    }
  };

  it.each<[string, CounterFactory]>([
    ['alone', countInMemory],
    ['with others', together],
  ])('is not used up by one of them, where a process counts %s', async (_, counters) => {
    for (const limits of [{ requestsPerSecond: 40 }, { requestsPerDay: 40 }, { costPerMinute: 40 }]) {
      const quota = createQuota('satellite', vendorLimits(limits), counters);
      expect(await until(quota, 'user of one app')).toBe(30);
      for (let call = 0; call < 10; call += 1) await asks(quota, 'user of another');
      await expect(asks(quota, 'a third')).rejects.toMatchObject(refused);
    }
  });

  it.each<[string, CounterFactory]>([
    ['alone', countInMemory],
    ['with others', together],
  ])('nor are its bytes, where a process counts %s', async (_, counters) => {
    const quota = createQuota('satellite', vendorLimits({ bytesPerMinute: 100 }), counters);
    await asks(quota, 'user of one app');
    await quota.spend(80, 'user of one app');
    await expect(asks(quota, 'user of one app')).rejects.toMatchObject(refusedThere);
    await asks(quota, 'user of another');
  });

  it('is all there for one whose first request is large', async () => {
    const quota = createQuota('satellite', vendorLimits({ costPerMinute: 40 }));
    await asks(quota, 'user of one app', 40);
  });

  it('is used up by nothing that was refused', async () => {
    const quota = createQuota('satellite', vendorLimits({ requestsPerSecond: 40 }));
    await until(quota, 'user of one app');
    for (let call = 0; call < 100; call += 1) await asks(quota, 'user of one app').catch(() => {});
    for (let call = 0; call < 10; call += 1) await asks(quota, 'user of another');
  });
});
