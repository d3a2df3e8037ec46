import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CallOff } from '../call-off.ts';
import { VendorFailure } from './vendor-failure.ts';
import type { VendorHttpClient } from './vendor-http-client.ts';
import { createVendorLane, type VendorLane } from './vendor-lane.ts';
import { vendorLimits } from './vendor-limits.ts';
import type { VendorRequest } from './vendor-transport.ts';

/** What asking a plugin comes to; null: it answers. */
type Play = (request: { readonly body: string; readonly totalMs: number }) => Promise<VendorFailure | null>;

const unreached = () => new VendorFailure('PLUGIN_UNAVAILABLE', 'connect ECONNREFUSED', { isCertain: true });
const broken = () => new VendorFailure('PLUGIN_UNAVAILABLE', 'status 500');
const late = (ms: number) =>
  new Promise<VendorFailure>((resolve) => {
    setTimeout(() => resolve(new VendorFailure('PLUGIN_TIMEOUT', `no headers within ${ms} ms`)), ms);
  });

const dead: Play = async () => unreached();
const failing: Play = async () => broken();
const hanging: Play = ({ totalMs }) => late(totalMs);
const REPLY = Buffer.from('{"data":{}}');

let reached: number;
let failed: number;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
  reached = 0;
  failed = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

function laneTo(play: Play): VendorLane {
  const post: VendorHttpClient['post'] = async ({ body, limits }) => {
    reached += 1;
    const failure = await play({ body, totalMs: limits?.totalMs ?? 0 });
    if (failure === null) return REPLY;
    failed += 1;
    throw failure;
  };
  return createVendorLane({
    release: { plugin: 'satellite', release: 'a' },
    limits: vendorLimits(),
    quota: { admit: () => null, spend: async () => {} },
    http: { post, forget: async () => {}, close: async () => {} },
    owner: 'satellite a',
    disabled: () => null,
    vet: () => ({ url: new URL('https://vendor.example/'), isLoopback: false }),
  });
}

const request = (account: string, change: Partial<VendorRequest> = {}): VendorRequest => ({
  plugin: 'satellite',
  release: 'a',
  url: 'https://vendor.example/',
  body: '{"query":"{ hello }"}',
  headers: {},
  isMutation: true,
  cost: 1,
  timeoutMs: 10_000,
  maxBytes: Number.POSITIVE_INFINITY,
  callOff: new CallOff(),
  account,
  ...change,
});

/** 50 ms, and what follows of them. */
async function pass(): Promise<void> {
  jest.advanceTimersByTime(50);
  await new Promise((resolve) => setImmediate(resolve));
}

/** Each of so many callers asks 20 times a second; ends when the breaker opens, or after a minute. */
async function busy(lane: VendorLane, callers: number, change: Partial<VendorRequest> = {}): Promise<string> {
  for (let tick = 0; tick < 1_200 && lane.state().breaker === 'closed'; tick += 1) {
    for (let caller = 0; caller < callers; caller += 1) lane.send(request(`caller ${caller}`, change)).catch(() => {});
    await pass();
  }
  return lane.state().breaker;
}

describe.each([1, 2, 4])('a plugin that %i busy callers ask', (callers) => {
  it.each([
    ['is not there', dead],
    ['hangs', hanging],
  ])('and that %s is left alone within 25 failed calls', async (_, play) => {
    expect(await busy(laneTo(play), callers)).toBe('open');
    expect(failed).toBeLessThanOrEqual(25);
  });
});

describe.each([2, 4])('a plugin that %i busy callers ask for what they wrote themselves', (callers) => {
  it.each<[string, Play]>([
    ['hangs', hanging],
    ['fails', failing],
  ])('and that %s is left alone when it has answered nobody for two seconds', async (_, play) => {
    const started = Date.now();
    expect(await busy(laneTo(play), callers, { isChosen: true })).toBe('open');
    expect(Date.now() - started).toBeLessThanOrEqual(3_500);
  });
});

describe('one caller alone convicts no plugin', () => {
  const chosen = { isChosen: true };
  it.each<[string, Play, Partial<VendorRequest>]>([
    ['with what it fails at', failing, {}],
    ['with arguments that it is long about', hanging, chosen],
    ['with so long a request that it hangs up', dead, { body: 'x'.repeat(20_000) }],
  ])('%s', async (_, play, change) => {
    const lane = laneTo(play);
    expect(await busy(lane, 1, change)).toBe('closed');
    expect(reached).toBeGreaterThan(100);
  });

  it('with a field that is slow, while it answers others', async () => {
    const lane = laneTo((asked) => (asked.body.includes('slow') ? hanging(asked) : Promise.resolve(null)));
    for (let tick = 0; tick < 600; tick += 1) {
      if (tick % 6 === 0) lane.send(request('slow', { body: '{"query":"{ slow }"}' })).catch(() => {});
      if (tick % 10 === 0) await lane.send(request('well'));
      await pass();
    }
    expect(failed).toBeGreaterThan(50);
    expect(lane.state().breaker).toBe('closed');
  });

  it('with others’ help once: it goes on failing, and what they ask is answered', async () => {
    const lane = laneTo((asked) => (asked.body.includes('bad') ? failing(asked) : Promise.resolve(null)));
    for (let tick = 0; tick < 1_200; tick += 1) {
      lane.send(request('one', { body: '{"query":"{ bad }"}' })).catch(() => {});
      if (tick === 0) await lane.send(request('other', { body: '{"query":"{ bad }"}' })).catch(() => {});
      if (tick % 20 === 10) await lane.send(request('well'));
      await pass();
    }
    expect(lane.state().breaker).toBe('closed');
  });
});
