import type { Server } from 'node:http';
import { connect } from 'node:net';
import { listen, portOf } from '@citygraph/gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { frontDoor, type Handler, loopbackHosts } from './front-door.ts';

let server: Server;
let port = 0;
let door: Handler;
const entered: string[] = [];

beforeAll(async () => {
  server = await listen((req, res) => door(req, res), { port: 0, host: '127.0.0.1', flag: '--port' });
  port = portOf(server);
  const room =
    (name: string): Handler =>
    (req, res) => {
      entered.push(`${name} ${req.url}`);
      res.end(name);
    };
  door = frontDoor({
    hosts: loopbackHosts(port),
    gateway: room('gateway'),
    signOn: room('sign-on'),
    explorer: { serve: async () => false },
    explorerSettings: '{}',
    docs: { serve: async (path, _, res) => path.endsWith('.html') && path !== 'gone.html' && Boolean(res.end(path)) },
  });
});
beforeEach(() => {
  entered.length = 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Sends bytes as they are, as no HTTP client would, and answers with the status; `PORT` stands for the hub's. */
function statusOf(target: string, host: string, more = 'Connection: close\r\n'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.once('data', (chunk) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(chunk))?.[1]));
      socket.destroy();
    });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`.replaceAll('PORT', String(port)));
  });
}

describe('the front door', () => {
  it.each(['localhost:PORT', 'LocalHost:PORT', '127.0.0.1:PORT', '[::1]:PORT'])(
    'opens to who asks for %s',
    async (host) => {
      expect(await statusOf('/graphql', host)).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:PORT',
    'localhost',
    'localhost:1',
    'localhost.evil.example:PORT',
    'localhost:PORT@evil.example',
    '2130706433:PORT',
  ])('is shut to who asks for %s, whatever the path', async (host) => {
    for (const path of ['/', '/graphql', '/realms/citygraph', '/explorer/settings.json', '/.well-known/citygraph-keys'])
      expect([path, await statusOf(path, host)]).toEqual([path, 421]);
    expect(entered).toEqual([]);
  });

  it('is shut to an upgrade under a foreign name', async () => {
    const handshake =
      'Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    expect(await statusOf('/graphql', 'evil.example:PORT', handshake)).toBe(421);
    expect(entered).toEqual([]);
  });

  it.each(['//', '///', '//evil.example/', '/\\', '*', 'graphql', 'http://', 'http://evil.example/graphql'])(
    'answers the target %s, not with silence',
    async (target) => {
      expect(await statusOf(target, 'localhost:PORT')).toBe(400);
      expect(entered).toEqual([]);
    },
  );

  it('leads to the documentation, whose folders have a page each', async () => {
    const at = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
      return [answer.status, answer.headers.get('location') ?? (await answer.text())];
    };
    expect(await at('/docs')).toEqual([308, '/docs/']);
    expect(await at('/docs/')).toEqual([200, 'index.html']);
    expect(await at('/docs/zh/')).toEqual([200, 'zh/index.html']);
    expect(await at('/docs/vendors/checks.html')).toEqual([200, 'vendors/checks.html']);
    expect(await at('/docs/gone.html')).toEqual([404, expect.stringContaining('npm run docs')]);
  });

  it('needs no port in the name where browsers leave it out', () => {
    expect([...loopbackHosts(80)]).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', '[::1]', 'localhost:80']));
    expect(loopbackHosts(4000).has('localhost')).toBe(false);
  });
});
