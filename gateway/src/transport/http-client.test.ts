import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CallOff } from './call-off.ts';
import { createHttpClient, type HttpClient, ResponseTooLarge } from './http-client.ts';

const LIMIT = 64 * 1024;
let server: Server;
let url: string;
let client: HttpClient;
let send: (bytes: number) => void;
let cut: Promise<void>;

beforeEach(async () => {
  server = createServer((req, res) => {
    cut = new Promise((resolve) => res.once('close', () => resolve()));
    send = (bytes) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      // No content-length: a length that is said may be a lie.
      for (let left = bytes; left > 0; left -= 4096) res.write('x'.repeat(Math.min(left, 4096)));
      res.end();
    };
    req.resume().once('end', () => send(Number(new URL(req.url ?? '/', 'http://x').searchParams.get('bytes'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  client = createHttpClient({ maxResponseBytes: LIMIT });
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  server.close();
});

const post = (bytes: number) =>
  client.post({ url: `${url}?bytes=${bytes}`, headers: {}, body: '{}', callOff: new CallOff() });

describe('a response', () => {
  it('may be as long as the limit', async () => {
    expect((await post(LIMIT)).body).toHaveLength(LIMIT);
  });

  it('that is longer is cut off, and the socket with it', async () => {
    await expect(post(LIMIT + 1)).rejects.toThrow(ResponseTooLarge);
    await cut;
  });
});
