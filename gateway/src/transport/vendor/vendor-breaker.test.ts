import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BREAKER_PAUSES_MS, createVendorBreaker, type VendorBreaker } from './vendor-breaker.ts';
import { VendorFailure } from './vendor-failure.ts';

const its = new VendorFailure('PLUGIN_TIMEOUT', 'late');
const nobodys = new VendorFailure('PLUGIN_UNAVAILABLE', 'called off', { isItsFault: false });

let breaker: VendorBreaker;
let asked: number;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate', 'performance'] });
  breaker = createVendorBreaker();
  asked = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

const run = (result: 'well' | VendorFailure) =>
  breaker
    .run(async () => {
      asked += 1;
      if (result !== 'well') throw result;
      return 'well';
    })
    .catch((error: VendorFailure) => error);
const failUntilOpen = async () => {
  while (breaker.state() !== 'open') await run(its);
};

describe('the breaker of a plugin', () => {
  it('opens, refuses without asking, and says that this is not the plugin’s new fault', async () => {
    await failUntilOpen();
    expect(asked).toBeLessThanOrEqual(25);
    const before = asked;
    expect(await run('well')).toMatchObject({ code: 'PLUGIN_UNAVAILABLE', isItsFault: false });
    expect(() => breaker.check()).toThrow('open');
    expect(asked).toBe(before);
  });

  it('is not opened by what is nobody’s fault', async () => {
    for (let call = 0; call < 100; call++) expect(await run(nobodys)).toBe(nobodys);
    expect(breaker.state()).toBe('closed');
  });

  it('lets a call that is late to fail say so itself: the pause is no longer for it', async () => {
    let fail: (failure: VendorFailure) => void = () => {};
    const late = breaker.run(
      () =>
        new Promise<string>((_, reject) => {
          fail = reject;
        }),
    );
    await failUntilOpen();
    fail(its);
    await expect(late).rejects.toBe(its);
    jest.setSystemTime(Date.now() + 1_000);
    expect([await run('well'), breaker.state()]).toEqual(['well', 'closed']);
  });

  it('lets one call through after a pause, refuses the others meanwhile, and closes when that one is well', async () => {
    await failUntilOpen();
    jest.setSystemTime(Date.now() + 1_000);
    const probes: boolean[] = [];
    let answer: (value: string) => void = () => {};
    const probe = breaker.run((isProbe) => {
      probes.push(isProbe);
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    });
    expect(breaker.state()).toBe('half-open');
    expect(await run('well')).toMatchObject({ code: 'PLUGIN_UNAVAILABLE', message: 'its breaker is half-open' });
    answer('well');
    expect([await probe, breaker.state(), probes]).toEqual(['well', 'closed', [true]]);
    await breaker.run(async (isProbe) => probes.push(isProbe));
    expect(probes).toEqual([true, false]);
  });

  it('stays open longer after each probe that fails, and never so long that healing takes 35 s to show', async () => {
    await failUntilOpen();
    for (const pause of [...BREAKER_PAUSES_MS, 30_000, 30_000]) {
      jest.setSystemTime(Date.now() + pause - 1);
      expect(() => breaker.check()).toThrow('open');
      jest.setSystemTime(Date.now() + 1);
      expect(() => breaker.check()).not.toThrow();
      expect(await run(its)).toBe(its);
      expect(breaker.state()).toBe('open');
    }
    expect(Math.max(...BREAKER_PAUSES_MS) + 3_000).toBeLessThanOrEqual(35_000);
    jest.setSystemTime(Date.now() + 30_000);
    expect(await run('well')).toBe('well');
    expect(breaker.state()).toBe('closed');
  });

  it('takes a probe for failed that has no result', async () => {
    await failUntilOpen();
    jest.setSystemTime(Date.now() + 1_000);
    await run(nobodys);
    expect(breaker.state()).toBe('open');
  });

  it('counts wrong data as failure, and does not close on it for long', async () => {
    const wrong = async () => {
      await run('well');
      breaker.reportInvalid();
      await new Promise((resolve) => setImmediate(resolve));
    };
    while (breaker.state() !== 'open') await wrong();
    expect(asked).toBeLessThanOrEqual(25);
    jest.setSystemTime(Date.now() + 1_000);
    asked = 0;
    while (breaker.state() !== 'open' || asked === 0) await wrong();
    expect(asked).toBe(1);
    breaker.reportInvalid();
    expect(breaker.state()).toBe('open');
  });
});
