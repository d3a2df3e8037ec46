import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANONYMOUS_VIEWER, LATENCY_EDGES_MS } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Dispatch } from '../execution/engine.ts';
import { createHealthCounters } from '../telemetry/plugin-health.ts';
import { traceContext } from '../telemetry/trace-context.ts';
import { type HostileVendor, type MisbehaviourName, serveHostileVendor } from '../testing/hostile-vendor.ts';
import { CallOff } from './call-off.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { createTurns } from './turns.ts';
import { createVendorTransport, type VendorTransport } from './vendor/vendor-transport.ts';

const NO_DEPARTMENTS = { post: () => Promise.reject(new Error('no department')), close: async () => {} };

let vendor: HostileVendor;
let vendors: VendorTransport;
const health = createHealthCounters();

beforeEach(async () => {
  vendor = await serveHostileVendor();
  vendors = createVendorTransport({ loopback: [vendor.authority] });
});
afterEach(async () => {
  await vendors.close();
  await vendor.close();
  health.take();
});

/** One client after another, each with an operation of its own. */
function clients(place: MisbehaviourName | `http://${string}`, limits = {}) {
  const url = place.startsWith('http') ? place : vendor.url(place as MisbehaviourName);
  const client = createSubgraphClient({
    subgraphs: { satellite: { url, tier: 'vendor', release: 'r1', limits } },
    http: NO_DEPARTMENTS,
    vendors,
    signer: { sign: async () => ({}) },
    turns: createTurns(),
    health,
  });
  let asked = 0;
  return (gone: CallOff | null = null, timeLeft = Number.POSITIVE_INFINITY): ReturnType<Dispatch> => {
    const caller = {
      viewer: ANONYMOUS_VIEWER,
      requestId: 'r',
      trace: traceContext(undefined),
      gone,
      until: performance.now() + timeLeft,
      headers: {},
      policyVersion: 0,
    };
    asked += 1;
    return client.dispatchAs(caller)('satellite', {
      body: JSON.stringify({ query: `{ a${asked}: hello }` }),
      operationName: null,
      isMutation: false,
      maxBytes: 1_000_000,
    });
  };
}
const received = async (count: number) => {
  while (vendor.received.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('how a release does, as the registry is told it', () => {
  it('is not worse for clients who hang up, however many', async () => {
    const ask = clients('hang-before-headers');
    for (let client = 1; client <= 30; client += 1) {
      const gone = new CallOff();
      const reply = ask(gone);
      await received(client);
      gone.off();
      expect((await reply).errors[0]?.code).toBe('PLUGIN_UNAVAILABLE');
    }
    expect(health.take()).toEqual([]);
  });

  it('is not worse for calls that find no place in the hub', async () => {
    const ask = clients('hang-before-headers', { concurrency: 1, queue: 1 });
    const gone = new CallOff();
    const replies = [ask(gone), ask(gone), ask(), ask()];
    await received(1);
    gone.off();
    for (const reply of await Promise.all(replies)) expect(reply.errors[0]?.code).toBe('PLUGIN_UNAVAILABLE');
    expect(health.take()).toEqual([]);
  });

  it('is not worse for the time that calls wait for a place in the hub', async () => {
    const held: (() => void)[] = [];
    const server = createServer((_, res) => {
      const answer = () => res.setHeader('content-type', 'application/json').end('{"data":{}}');
      if (held.length === 0) held.push(answer);
      else answer();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await vendors.close();
    vendors = createVendorTransport({ loopback: [authority] });
    const ask = clients(`http://${authority}/graphql`, { concurrency: 1, queue: 1 });
    const replies = [ask(), ask()];
    while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 2_500);
    held[0]?.();
    await Promise.all(replies);
    clock.mockRestore();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    const [{ calls, latency } = { calls: 0, latency: [] }] = health.take();
    // The one that was held took so long; the other was answered at once.
    expect([calls, latency.slice(LATENCY_EDGES_MS.indexOf(2_000) + 1)]).toEqual([2, [1, 0]]);
  });

  it('is not worse for calls that waited for a place and then had less time than it may take', async () => {
    const held: (() => void)[] = [];
    const server = createServer((_, res) => {
      // One is held, the others hang.
      held.push(() => res.setHeader('content-type', 'application/json').end('{"data":{}}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await vendors.close();
    vendors = createVendorTransport({ loopback: [authority] });
    const ask = clients(`http://${authority}/graphql`, { concurrency: 1, queue: 1, timeoutMs: 600 });
    const replies = [ask(), ask()];
    while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    held[0]?.();
    const [answered, late] = await Promise.all(replies);
    expect([answered?.errors, late?.errors[0]?.code]).toEqual([[], 'PLUGIN_TIMEOUT']);
    expect(health.take()).toMatchObject([{ calls: 1, failures: {} }]);
    // Nobody waits before this one: it had all its time.
    expect((await ask()).errors[0]?.code).toBe('PLUGIN_TIMEOUT');
    expect(health.take()).toMatchObject([{ calls: 1, failures: { PLUGIN_TIMEOUT: 1 } }]);
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  it('is not worse for calls whose own operation left them no time', async () => {
    const ask = clients('hang-before-headers');
    expect((await ask(null, 40)).errors[0]?.code).toBe('PLUGIN_TIMEOUT');
    expect(health.take()).toEqual([]);
  });

  it('is not worse for calls that are under way when the hub closes', async () => {
    const reply = clients('hang-before-headers')();
    await received(1);
    await vendors.close();
    expect((await reply).errors[0]?.code).toBe('PLUGIN_UNAVAILABLE');
    expect(health.take()).toEqual([]);
  });

  it('is as bad as its own failures, and goes on being so while its breaker is open', async () => {
    const ask = clients('status-500');
    for (let call = 0; call < 40; call += 1) await ask();
    expect(vendor.received.length).toBeLessThan(40);
    expect(health.take()).toMatchObject([{ plugin: 'satellite', calls: 40, failures: { PLUGIN_UNAVAILABLE: 40 } }]);
  });
});
