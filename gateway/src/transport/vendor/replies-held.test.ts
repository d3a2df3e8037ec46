import { describe, expect, it } from '@jest/globals';
import { serveHostileVendor } from '../../testing/hostile-vendor.ts';
import { CallOff } from '../call-off.ts';
import { createRepliesHeld } from './replies-held.ts';
import { createVendorHttpClient } from './vendor-http-client.ts';

describe('bytes of replies under way', () => {
  const reply = (dropped: string[], name: string) => ({ drop: () => void dropped.push(name) });

  it('are given back when a reply is read', () => {
    const held = createRepliesHeld(100);
    const one = reply([], 'one');
    held.take('a', one, 60);
    held.take('a', one, 30);
    expect(held.bytes).toBe(90);
    held.release('a', one);
    held.release('a', one);
    expect(held.bytes).toBe(0);
  });

  it('cost whoever holds most its largest reply, whoever asked for more', () => {
    const dropped: string[] = [];
    const held = createRepliesHeld(100);
    held.take('hoarder', reply(dropped, 'h1'), 40);
    held.take('hoarder', reply(dropped, 'h2'), 30);
    held.take('modest', reply(dropped, 'm'), 35);
    expect(dropped).toEqual(['h1']);
    expect(held.bytes).toBe(65);
  });

  it('cost a reply itself that is alone too large', () => {
    const dropped: string[] = [];
    const held = createRepliesHeld(100);
    held.take('a', reply(dropped, 'a'), 101);
    expect([dropped, held.bytes]).toEqual([['a'], 0]);
  });
});

it('a vendor that sends more than there is room for loses its reply and its socket, and another one’s arrives', async () => {
  const [hoarder, modest] = [await serveHostileVendor(), await serveHostileVendor()];
  const held = createRepliesHeld(256 * 1024);
  const client = createVendorHttpClient({}, { held });
  const post = (owner: string, url: string) =>
    client.post({
      owner,
      target: { url: new URL(url), isLoopback: true },
      headers: {},
      body: '{}',
      callOff: new CallOff(),
      connections: 4,
    });
  await Promise.all([
    expect(post('hoarder', hoarder.url('huge-chunked'))).rejects.toMatchObject({
      code: 'PLUGIN_UNAVAILABLE',
      isItsFault: false,
    }),
    expect(post('modest', modest.url('honest')).then(String)).resolves.toContain('"hello":"world"'),
  ]);
  expect(held.bytes).toBe(0);
  while (hoarder.open > 0) await new Promise(setImmediate);
  await client.close();
  await Promise.all([hoarder.close(), modest.close()]);
});
