import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGuardedClient, type GuardedClient } from './guarded-client.ts';

let server: Server;
let origin: string;
let client: GuardedClient;
const seen: { url: string | undefined; method: string | undefined; body: string; encoding: unknown }[] = [];

beforeEach(async () => {
  seen.length = 0;
  server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    seen.push({
      url: req.url,
      method: req.method,
      body: String(Buffer.concat(chunks)),
      encoding: req.headers['accept-encoding'],
    });
    if (req.url === '/moved') res.writeHead(302, { location: `${origin}/secret` }).end();
    else if (req.url === '/large') res.end('x'.repeat(1_000_000));
    else if (req.url === '/rude') req.socket.destroy();
    else if (req.url !== '/silent') res.end('proof');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  client = createGuardedClient({ loopback: [`127.0.0.1:${port}`], totalMs: 300 });
});
afterEach(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve).closeAllConnections());
});

const get = (path: string) => client.ask({ url: `${origin}${path}`, method: 'GET', headers: {}, body: null });

describe('the client for what strangers name', () => {
  it('asks as it is told, and answers status and text', async () => {
    const question = { url: `${origin}/hook?a=1`, method: 'POST' as const, headers: { 'x-a': 'b' }, body: '{"a":1}' };
    expect(await client.ask(question)).toEqual({ status: 200, body: 'proof' });
    expect(seen).toEqual([{ url: '/hook?a=1', method: 'POST', body: '{"a":1}', encoding: 'identity' }]);
  });

  it('follows nobody elsewhere', async () => {
    expect((await get('/moved')).status).toBe(302);
    expect(seen).toHaveLength(1);
  });

  it('reads no more than it needs', async () => {
    expect((await get('/large')).body).toHaveLength(64 * 1024);
  });

  it.each([
    ['/silent', 'gave no answer within 0.3 s'],
    ['/rude', 'did not answer as HTTP says'],
  ])('says what became of %s', async (path, message) => {
    await expect(get(path)).rejects.toThrow(message);
  });

  it.each([
    ['http://127.0.0.1:9/', 'names an address that is not public'],
    ['http://example.com/', 'is not https'],
    ['https://169.254.169.254/latest/meta-data', 'names an address that is not public'],
    ['https://[::ffff:10.0.0.1]/', 'names an address that is not public'],
    ['https://user:secret@example.com/', 'holds a user name or a password'],
    ['javascript:alert(1)', 'is not an absolute URL'],
  ])('does not ask %s', async (url, message) => {
    expect(client.vet(url)).toContain(message);
    await expect(client.ask({ url, method: 'GET', headers: {}, body: null })).rejects.toThrow(message);
    expect(seen).toEqual([]);
  });

  it('asks no name that leads to an address of somebody’s own network', async () => {
    const rebinding = createGuardedClient({ dial: { resolve: async () => ['10.0.0.7'] } });
    const question = { url: 'https://proof.example.com/x', method: 'GET' as const, headers: {}, body: null };
    expect(rebinding.vet(question.url)).toBeNull();
    await expect(rebinding.ask(question)).rejects.toThrow('leads to an address that is not asked');
    await rebinding.close();
  });
});
