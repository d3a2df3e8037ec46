import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../../execution/engine.ts';
import { CallOff } from '../call-off.ts';
import { VendorFailure } from './vendor-failure.ts';
import { type GuardedBy, through, type VendorCall, vendorGuards } from './vendor-guard.ts';

const REPLY: SubgraphReply = { data: {}, errors: [], bytes: 2, isShared: false };
const TARGET = { url: new URL('https://vendor.example/'), isLoopback: false };

let passed: string[];
beforeEach(() => {
  passed = [];
});

/** Guards that let everything through and say that they were asked. */
const open = (change: Partial<GuardedBy> = {}): GuardedBy => {
  const mark = (name: string) => void passed.push(name);
  const say = <T>(name: string, value: T): T => {
    mark(name);
    return value;
  };
  return {
    disabled: () => say('kill switch', null),
    vet: () => say('address', TARGET),
    breaker: {
      check: () => mark('open breaker'),
      run: (call) => say('breaker', call)(false),
      reportInvalid: () => {},
      state: () => 'closed',
    },
    shares: { isSpent: () => false, note: () => {} },
    silence: { answered: () => {}, failed: () => {}, isSince: () => true, isLong: () => false },
    quota: { admit: async () => mark('quota'), spend: async () => {} },
    bulkhead: {
      active: 0,
      waiting: 0,
      enter: async () => {
        mark('enter');
        return () => mark('leave');
      },
    },
    budget: { note: () => mark('budget'), take: () => say('take', true) },
    pause: () => 0,
    ...change,
  };
};

const failure = new VendorFailure('PLUGIN_UNAVAILABLE', 'reset', { mayRepeat: true });
const refuse = () => {
  throw failure;
};

const run = async (
  guardedBy: GuardedBy,
  { results = ['well'] as ('well' | VendorFailure)[], call = {} as Partial<VendorCall>, isMutation = false } = {},
) => {
  const ask = async ({ target, callOff }: VendorCall) => {
    passed.push(`ask ${target?.url.host}${callOff.isOff ? ' for nobody' : ''}`);
    const result = results.shift();
    if (result instanceof VendorFailure) throw result;
    return REPLY;
  };
  const request = {
    plugin: 'satellite',
    release: 'a',
    url: 'https://vendor.example/',
    body: '{}',
    headers: {},
    isMutation,
    cost: 1,
    account: 'sub-li',
    timeoutMs: 1_000,
    maxBytes: 1_000,
    callOff: new CallOff(),
  };
  return through(
    vendorGuards(guardedBy),
    ask,
  )({
    request,
    target: null,
    until: performance.now() + 1_000,
    callOff: request.callOff,
    ...call,
  });
};

describe('the guards', () => {
  it('stand in this order', async () => {
    expect(await run(open())).toBe(REPLY);
    expect(passed).toEqual([
      ...['kill switch', 'address', 'open breaker', 'quota', 'enter', 'breaker', 'budget'],
      ...['ask vendor.example', 'leave', 'kill switch'],
    ]);
  });

  it('ask the quota in the name of whose call it is', async () => {
    const asked: unknown[] = [];
    const admit: GuardedBy['quota']['admit'] = (...of) => {
      asked.push(of);
      return null;
    };
    await run(open({ quota: { ...open().quota, admit } }));
    expect(asked).toEqual([[1, 'sub-li']]);
  });

  it.each<[string, Partial<GuardedBy>, string[]]>([
    ['the kill switch', { disabled: () => 'Stop.' }, []],
    ['the address', { vet: () => 'not-https' }, ['kill switch']],
    ['an open breaker', { breaker: { ...open().breaker, check: refuse } }, ['kill switch', 'address']],
    [
      'the quota',
      { quota: { ...open().quota, admit: async () => refuse() } },
      ['kill switch', 'address', 'open breaker'],
    ],
    [
      'the bulkhead',
      { bulkhead: { active: 0, waiting: 0, enter: async () => refuse() } },
      ['kill switch', 'address', 'open breaker', 'quota'],
    ],
  ])('behind %s take nothing when it refuses', async (_, change, expected) => {
    await expect(run(open(change))).rejects.toBeInstanceOf(VendorFailure);
    expect(passed).toEqual(expected);
  });

  it.each([
    [false, 'ask vendor.example for nobody'],
    [true, 'ask vendor.example'],
  ])('let a client that goes away end a call; a probe (%p) is seen through', async (isProbe, asked) => {
    const callOff = new CallOff();
    const breaker: GuardedBy['breaker'] = {
      ...open().breaker,
      run: (call) => {
        callOff.off();
        return call(isProbe);
      },
    };
    await run(open({ breaker }), { call: { callOff } });
    expect(passed).toContain(asked);
  });

  it('give their places back when the vendor fails', async () => {
    await expect(run(open(), { results: [failure], isMutation: true })).rejects.toBe(failure);
    expect(passed).toContain('leave');
  });
});

describe('a second try', () => {
  const asks = () => passed.filter((step) => step.startsWith('ask')).length;
  const final = new VendorFailure('PLUGIN_INVALID_REPLY', 'not JSON');
  const off = new CallOff();
  off.off();

  it('is made once, for a query whose failure says that it may help', async () => {
    expect(await run(open(), { results: [failure, 'well'] })).toBe(REPLY);
    expect(asks()).toBe(2);
  });

  it('is the last', async () => {
    await expect(run(open(), { results: [failure, failure, 'well'] })).rejects.toBe(failure);
    expect(asks()).toBe(2);
  });

  it.each<[string, Parameters<typeof run>[1], Partial<GuardedBy>]>([
    ['of a mutation', { isMutation: true }, {}],
    ['after a failure that it would meet again', { results: [final] }, {}],
    ['without time', { call: { until: performance.now() + 10 } }, {}],
    ['that nobody waits for', { call: { callOff: off } }, {}],
    ['beyond the budget', {}, { budget: { note: () => {}, take: () => false } }],
  ])('is not made %s', async (_, options, change) => {
    await expect(run(open(change), { results: [failure, 'well'], ...options })).rejects.toBeInstanceOf(VendorFailure);
    expect(asks()).toBe(1);
  });
});
