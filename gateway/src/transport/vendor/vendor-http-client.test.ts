import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HostileVendor, type MisbehaviourName, serveHostileVendor } from '../../testing/hostile-vendor.ts';
import { CallOff } from '../call-off.ts';
import { createVendorHttpClient, type VendorHttpClient, type VendorHttpRequest } from './vendor-http-client.ts';
import type { ReadLimits } from './vendor-response.ts';

let vendor: HostileVendor;
let client: VendorHttpClient;
beforeEach(async () => {
  vendor = await serveHostileVendor();
  client = createVendorHttpClient();
});
afterEach(async () => {
  await client.close();
  await vendor.close();
});

const post = (name: MisbehaviourName, limits: Partial<ReadLimits> = {}, change: Partial<VendorHttpRequest> = {}) =>
  client.post({
    owner: 'satellite',
    target: { url: new URL(vendor.url(name)), isLoopback: true },
    headers: {},
    body: '{}',
    callOff: new CallOff(),
    connections: 4,
    limits,
    ...change,
  });

describe('the client of vendors', () => {
  it('answers the body of an honest reply', async () => {
    expect(String(await post('honest'))).toBe('{"data":{"hello":"world","list":[{"id":"1","size":2.5}]}}');
  });

  it.each<[MisbehaviourName, Partial<ReadLimits>, string, string]>([
    ['hang-before-headers', { headersMs: 60 }, 'PLUGIN_TIMEOUT', 'no headers within 60 ms'],
    ['drip-headers', { headersMs: 60 }, 'PLUGIN_TIMEOUT', 'no headers within 60 ms'],
    ['hang-within-body', { idleMs: 60 }, 'PLUGIN_TIMEOUT', 'silence within the reply within 60 ms'],
    ['drip-bytes', { totalMs: 60 }, 'PLUGIN_TIMEOUT', 'no whole reply within 60 ms'],
    ['honest', { bytes: 56 }, 'PLUGIN_INVALID_REPLY', 'longer than 56 bytes by its own word'],
    ['huge-chunked', { bytes: 1_000 }, 'PLUGIN_INVALID_REPLY', 'longer than 1000 bytes'],
    ['honest', { depth: 3 }, 'PLUGIN_INVALID_REPLY', 'too deep'],
    ['honest', { values: 5 }, 'PLUGIN_INVALID_REPLY', 'too many values'],
    ['interim-drip', { interim: 2 }, 'PLUGIN_INVALID_REPLY', 'too many interim responses'],
    ['honest', { headers: 1 }, 'PLUGIN_INVALID_REPLY', 'too many headers'],
    ['redirect-to-hub', {}, 'PLUGIN_INVALID_REPLY', 'redirect with status 307'],
    ['gzip-bomb', {}, 'PLUGIN_INVALID_REPLY', 'an encoded body'],
    ['gzip-transfer', {}, 'PLUGIN_INVALID_REPLY', 'an encoded transfer'],
    ['type-html', {}, 'PLUGIN_INVALID_REPLY', 'not JSON by its content type'],
  ])('ends %s within %j', async (name, limits, code, message) => {
    await expect(post(name, limits)).rejects.toMatchObject({ name: 'VendorFailure', code, message, isItsFault: true });
  });

  it('does not let anybody have more than the hub’s own limits', async () => {
    const much = { bytes: 1e9, depth: 1e9, values: 1e9, headers: 1e9, interim: 1e9 };
    for (const name of ['huge-with-length', 'deep-json', 'wide-json', 'too-many-headers', 'interim-flood'] as const) {
      await expect(post(name, much)).rejects.toMatchObject({ code: 'PLUGIN_INVALID_REPLY' });
    }
  });

  it('says how much of a reply it took before it ended it', async () => {
    const failure = post('huge-chunked', { bytes: 1_000_000 }).then(
      () => ({ bytes: 0 }),
      (error: { bytes: number }) => error,
    );
    const { bytes } = await failure;
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(1_300_000);
  });

  it('opens no more sockets than its owner may have', async () => {
    const callOff = new CallOff();
    const asked = Array.from({ length: 10 }, () => post('hang-before-headers', {}, { connections: 2, callOff }));
    const settled = Promise.allSettled(asked);
    while (vendor.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    // Time enough for a third that nobody holds back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(vendor.received).toHaveLength(2);
    callOff.off();
    await settled;
  });

  it('lets a socket serve for a while only: the next one is judged anew', async () => {
    const brief = createVendorHttpClient({}, { socketMs: 60 });
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const request = {
      owner: 'satellite',
      target: { url: new URL(vendor.url('honest')), isLoopback: true },
      headers: {},
      body: '{}',
      callOff: new CallOff(),
      connections: 4,
    };
    await brief.post(request);
    await pause(10);
    await brief.post(request);
    await pause(70);
    await brief.post(request);
    const [first, second, third] = vendor.received.map(({ socket }) => socket);
    expect([second, third]).toEqual([first, (first ?? 0) + 1]);
    await brief.close();
  });

  it('closes the sockets of an owner that is forgotten, and of all at the end', async () => {
    await post('honest');
    await post('honest', {}, { owner: 'iov' });
    await client.forget('satellite');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(vendor.open).toBe(1);
    const left = post('hang-before-headers');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([expect(left).rejects.toMatchObject({ code: 'PLUGIN_UNAVAILABLE' }), client.close()]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(vendor.open).toBe(0);
  });
});
