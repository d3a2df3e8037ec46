import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;
let proxy: Server;
const tunnels: string[] = [];

beforeAll(async () => {
  desk = await openDesk();
  proxy = createServer();
  proxy.on('connect', ({ url }, socket) => {
    tunnels.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  proxy.close();
  await desk.close();
});
beforeEach(() => desk.tidy());

describe('plugin init', () => {
  it('fetches the document of a service through the proxy that is named', async () => {
    const { port } = proxy.address() as AddressInfo;
    const { exit } = await desk.ask(
      ['plugin', 'init', 'parking', '--openapi', 'https://parking.invalid/openapi.yaml', '--no-install'],
      { fetch: fetchThrough({ HTTPS_PROXY: `http://127.0.0.1:${port}` }) },
    );
    expect(exit).toBe(3);
    expect(tunnels).toEqual(['parking.invalid:443']);
    expect(await readdir(desk.folder)).toEqual([]);
  });

  it('that is interrupted while packages are got has taken its folder away when it ends', async () => {
    const stop = new AbortController();
    const running = desk.ask(['plugin', 'init', 'depots', '--template', 'standalone'], { signal: stop.signal });
    while ((await readdir(desk.folder)).length === 0) await pause(10);
    stop.abort();
    expect(await running).toMatchObject({ exit: 130, envelope: { error: { code: 'INTERRUPTED' } } });
    expect(await readdir(desk.folder)).toEqual([]);
  }, 60_000);
});
