import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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
function clients(name: MisbehaviourName, limits = {}) {
  const url = vendor.url(name);
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
