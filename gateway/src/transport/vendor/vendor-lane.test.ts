import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../../execution/engine.ts';
import { type HostileVendor, serveHostileVendor } from '../../testing/hostile-vendor.ts';
import { CallOff } from '../call-off.ts';
import {
  createVendorTransport,
  type VendorRequest,
  type VendorTransport,
  type VendorTransportOptions,
} from './vendor-transport.ts';

let vendor: HostileVendor;
let transport: VendorTransport;
let lines: object[];

const open = (options: VendorTransportOptions = {}): VendorTransport => {
  transport = createVendorTransport({
    loopback: [vendor.authority],
    log: (line) => void lines.push(line),
    ...options,
  });
  return transport;
};

beforeEach(async () => {
  vendor = await serveHostileVendor();
  lines = [];
  open();
});
afterEach(async () => {
  await transport.close();
  await vendor.close();
});

const request = (change: Partial<VendorRequest> = {}): VendorRequest => ({
  plugin: 'satellite',
  release: 'sha256-a',
  url: vendor.url('honest'),
  body: '{"query":"{ hello }"}',
  headers: {},
  isMutation: false,
  cost: 1,
  timeoutMs: 5_000,
  maxBytes: Number.POSITIVE_INFINITY,
  callOff: new CallOff(),
  ...change,
});
const send = (change: Partial<VendorRequest> = {}): Promise<SubgraphReply> => transport.send(request(change));
const codeOf = ({ errors: [first] }: SubgraphReply) => first?.code;

describe('a plugin', () => {
  it.each<[string, string]>([
    ['that hangs up before it says anything', 'reset-before-headers'],
    ['where nobody listens', 'nobody'],
  ])('%s is left alone within 25 failed calls of one caller, of whose share nothing goes', async (_, name) => {
    const url = name === 'nobody' ? 'http://127.0.0.1:1/graphql' : vendor.url('reset-before-headers');
    open({ loopback: [vendor.authority, '127.0.0.1:1'] });
    let calls = 0;
    for (; calls < 40 && transport.state()[0]?.breaker !== 'open'; calls += 1) {
      const reply = await send({ url, account: 'one', isChosen: true });
      expect(reply).toMatchObject({ isCertain: true, errors: [{ code: 'PLUGIN_UNAVAILABLE' }] });
      expect(reply.isExcused).toBeUndefined();
    }
    expect(calls).toBeLessThanOrEqual(25);
  });

  it('that is switched off is asked nothing, and clients are told why, in clean words', async () => {
    let reason: string | null = null;
    open({ disabled: ({ plugin, release }) => (plugin === 'satellite' && release === 'sha256-a' ? reason : null) });
    expect(codeOf(await send())).toBeUndefined();
    reason = 'Under investigation.\u202e<b>';
    expect((await send()).errors).toEqual([
      { message: 'The plugin satellite is switched off: Under investigation.', code: 'PLUGIN_DISABLED', path: null },
    ]);
    expect(codeOf(await send({ release: 'sha256-b' }))).toBeUndefined();
    expect(transport.state().map(({ disabled }) => disabled)).toEqual([reason, null]);
    reason = null;
    expect(codeOf(await send())).toBeUndefined();
    expect(vendor.received).toHaveLength(3);
  });

  it('that is switched off while it answers has answered nothing', async () => {
    let asked = 0;
    open({ disabled: () => (asked++ === 0 ? null : 'Stop.') });
    expect(await send()).toMatchObject({ data: null, errors: [{ code: 'PLUGIN_DISABLED' }] });
  });

  it.each([
    ['requests in a second', { requestsPerSecond: 2 }],
    ['requests in a day', { requestsPerDay: 2 }],
    ['bytes in a minute', { bytesPerMinute: 60 }],
  ])('has so many %s, over all its releases', async (what, limits) => {
    open({ limits: (plugin) => (plugin === 'satellite' ? limits : {}) });
    const codes = [await send(), await send({ release: 'sha256-b' }), await send(), await send({ plugin: 'iov' })].map(
      codeOf,
    );
    expect(codes).toEqual([undefined, undefined, 'PLUGIN_QUOTA', undefined]);
    expect(lines).toEqual([expect.objectContaining({ reason: `no more ${what}` })]);
  });

  it('has so many requests at once, and a short queue', async () => {
    open({ limits: () => ({ concurrency: 2, queue: 1, timeoutMs: 300 }) });
    const replies = Array.from({ length: 5 }, () => send({ url: vendor.url('hang-before-headers') }));
    const other = send({ plugin: 'iov' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(vendor.received.filter(({ path }) => path.includes('hang'))).toHaveLength(2);
    expect(transport.state()[0]).toMatchObject({ active: 2, waiting: 1, failures: { PLUGIN_UNAVAILABLE: 2 } });
    expect((await other).data).not.toBeNull();
    await Promise.all(replies);
    expect(transport.state()[0]).toMatchObject({ active: 0, waiting: 0 });
  });

  it('that answers slowly and right holds no more sockets than anybody may, whatever its contract says', async () => {
    const limits = { concurrency: 1_000_000_000, queue: 1_000_000_000, requestsPerSecond: 1_000_000_000 };
    const url = vendor.url('hang-before-headers');
    const replies = Array.from({ length: 150 }, () => send({ url, limits }));
    const refused = () => transport.state()[0]?.failures.PLUGIN_UNAVAILABLE ?? 0;
    while (refused() < 22) await new Promise((resolve) => setImmediate(resolve));
    expect(transport.state()[0]).toMatchObject({ active: 64, waiting: 64, limits: { concurrency: 64, queue: 64 } });
    await transport.close();
    await Promise.all(replies);
  });

  it('that fails is asked no more after 25 calls, and is not touched by another release’s failing', async () => {
    for (let call = 0; call < 40; call++) await send({ url: vendor.url('status-500') });
    expect(vendor.received.length).toBeLessThanOrEqual(25);
    expect(transport.state()[0]).toMatchObject({ breaker: 'open', requests: 40 });
    expect((await send({ release: 'sha256-b' })).data).not.toBeNull();
  });

  it('that sends wrong data is asked no more after 25 calls', async () => {
    for (let call = 0; call < 40; call++) {
      const { data } = await send();
      if (data) transport.reportInvalid({ plugin: 'satellite', release: 'sha256-a' });
    }
    expect(vendor.received.length).toBeLessThanOrEqual(25);
    expect(transport.state()[0]).toMatchObject({ breaker: 'open', wrongData: vendor.received.length });
  });

  it('is asked again when it is well', async () => {
    vendor.misbehave('status-500');
    while (transport.state()[0]?.breaker !== 'open') await send();
    vendor.misbehave(null);
    expect(codeOf(await send())).toBe('PLUGIN_UNAVAILABLE');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await send()).data).not.toBeNull();
    expect(transport.state()[0]?.breaker).toBe('closed');
  });

  it.each<[string, Partial<VendorRequest>, number, string]>([
    ['too late, in its own time', {}, 20, 'open'],
    ['too late, but was given next to no time', { timeoutMs: 5 }, 3_000, 'closed'],
    ['more than the operation could take, but no more than it may', { maxBytes: 10 }, 3_000, 'closed'],
  ])('that answers %s', async (_, change, timeoutMs, breaker) => {
    open({ limits: () => ({ timeoutMs }) });
    const url = vendor.url('maxBytes' in change ? 'honest' : 'hang-before-headers');
    for (let call = 0; call < 12; call++) expect((await send({ url, ...change })).data).toBeNull();
    if ('maxBytes' in change)
      for (let call = 0; call < 12; call++) await send({ ...change, url: vendor.url('huge-chunked') });
    expect(transport.state()[0]?.breaker).toBe(breaker);
  });

  it('answers errors about input without being taken for broken', async () => {
    for (let call = 0; call < 30; call++) await send({ url: vendor.url('only-errors') });
    expect(transport.state()[0]?.breaker).toBe('closed');
  });

  it('is charged for what it sent in vain, once', async () => {
    await send({ plugin: 'iov', url: vendor.url('truncated-json') });
    expect(transport.state()[0]?.bytes).toBe('{"data":{"hello":"wor'.length);
    await send({ url: vendor.url('huge-chunked') });
    expect(transport.state()[1]?.bytes).toBeGreaterThan(2 * 1024 * 1024);
    open({ limits: () => ({ bytesPerMinute: 1_000_000 }) });
    expect([await send({ url: vendor.url('huge-chunked') }), await send()].map(codeOf)).toEqual([
      'PLUGIN_INVALID_REPLY',
      'PLUGIN_QUOTA',
    ]);
  });

  it('is known by its requests, its bytes and its failures', async () => {
    await send();
    await send({ url: vendor.url('status-404') });
    expect(transport.state()).toEqual([
      {
        plugin: 'satellite',
        release: 'sha256-a',
        channel: 'stable',
        breaker: 'closed',
        disabled: null,
        active: 0,
        waiting: 0,
        requests: 2,
        bytes: 57,
        failures: { PLUGIN_UNAVAILABLE: 1 },
        wrongData: 0,
        limits: expect.objectContaining({ timeoutMs: 3_000, bytes: 2 * 1024 * 1024 }),
      },
    ]);
  });
});
