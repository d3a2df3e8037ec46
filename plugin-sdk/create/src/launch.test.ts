import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const LAUNCH = fileURLToPath(new URL('./launch.ts', import.meta.url));
const tunnels: string[] = [];
let proxy: Server;
let within: string;
beforeAll(async () => {
  within = await mkdtemp(join(tmpdir(), 'citygraph-launch-'));
  proxy = createServer();
  proxy.on('connect', ({ url }, socket) => {
    tunnels.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  proxy.close();
  await rm(within, { recursive: true });
});

it('fetches the document of a service through the proxy that the environment names', async () => {
  const { port } = proxy.address() as AddressInfo;
  const openapi = 'https://parking.invalid/openapi.yaml';
  const argv = ['--conditions=@citygraph/source', '--no-warnings', LAUNCH, 'parking', '--openapi', openapi, '--yes'];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const command = spawn(process.execPath, argv, {
    cwd: within,
    env: { ...env, CITYGRAPH_LOCALE: 'en', HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' },
  });
  let said = '';
  command.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(command, 'close');
  expect({ code, said, left: await readdir(within) }).toEqual({
    code: 3,
    said: expect.stringContaining('cannot be fetched'),
    left: [],
  });
  expect(tunnels).toEqual(['parking.invalid:443']);
});
