import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateSigningKey, type SigningKey } from '@citygraph/contract';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { remoteHopKeys } from './remote-hop-keys.ts';

let server: Server;
let url: string;
let keys: SigningKey[];
let asked: number;

beforeEach(async () => {
  keys = [await generateSigningKey()];
  asked = 0;
  server = createServer((_, res) => {
    asked++;
    res
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: keys.map((k) => k.publicJwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/citygraph-keys`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const kids = (found: readonly { kid?: string }[]) => found.map(({ kid }) => kid);

it('asks once for the key it knows, and again for one it does not', async () => {
  const [first] = keys as [SigningKey];
  const find = remoteHopKeys(url, { cooldownMs: 0 });
  expect(kids(await find(first.kid))).toEqual([first.kid]);
  expect(kids(await find(first.kid))).toEqual([first.kid]);
  expect(asked).toBe(1);
  const next = await generateSigningKey();
  keys.push(next);
  expect(kids(await find(next.kid))).toEqual([first.kid, next.kid]);
  expect(asked).toBe(2);
});

it('cannot be made to ask and ask by tokens that name nonsense', async () => {
  const find = remoteHopKeys(url, { cooldownMs: 60_000 });
  for (const kid of ['a', 'b', 'c', undefined]) expect(kids(await find(kid))).toEqual([keys[0]?.kid]);
  expect(asked).toBe(1);
});

it('lets a key go that the hub withdrew, once the time is over', async () => {
  const [old] = keys as [SigningKey];
  const find = remoteHopKeys(url, { cooldownMs: 0, maxAgeMs: 0 });
  await find(old.kid);
  keys = [await generateSigningKey()];
  expect(kids(await find(old.kid))).toEqual([keys[0]?.kid]);
});

it('keeps what it had while the hub is away, and says so when it never had any', async () => {
  const [first] = keys as [SigningKey];
  const find = remoteHopKeys(url, { cooldownMs: 0, maxAgeMs: 0 });
  await find(first.kid);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(kids(await find(first.kid))).toEqual([first.kid]);
  await expect(remoteHopKeys(url)('a')).rejects.toMatchObject({ code: 'OVERLOADED' });
});
