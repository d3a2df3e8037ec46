import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KEPT } from '@citygraph/all-in-one';
import { createCity } from '@citygraph/city';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endProcess } from './end-process.ts';
import { freePort } from './free-port.ts';
import { nginxSettings, publishedCopies } from './nginx-settings.ts';
import { explorerSettings, serveExplorer } from './serve-explorer.ts';
import { READABLE, writeFiles } from './write-files.ts';

const house = fileURLToPath(new URL('../../../', import.meta.url));
const facts = {
  endpoint: 'http://localhost:4000/graphql',
  issuer: 'http://localhost:8080/realms/citygraph',
  city: createCity({ seed: 2016, scale: 0.0002 }),
};
const HEADERS = [
  'content-type',
  'cache-control',
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'access-control-allow-origin',
];

const ROOMS = {
  explorer: join(house, 'deploy/explorer/dist/site'),
  docs: join(house, 'docs/site/dist'),
  pages: join(house, 'docs/site/pages'),
};

interface Nginx {
  readonly port: number;
  close(): Promise<void>;
}

/** What compose.yaml mounts into the container, given to an nginx of this machine. */
async function startNginx(rooms: Partial<typeof ROOMS> = {}): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-nginx-'));
  const port = await freePort();
  const settings = nginxSettings({
    endpoint: 'http://localhost:4000',
    issuer: facts.issuer,
    listen: `127.0.0.1:${port}`,
    rooms: { generated: folder, ...ROOMS, ...rooms },
  });
  const generated = { 'default.conf': settings, 'settings.json': explorerSettings(facts), ...publishedCopies() };
  await writeFiles(folder, generated, READABLE);
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const own = [
    'daemon off; master_process off; pid nginx.pid; error_log stderr;',
    'events {}',
    `http { access_log off; ${kinds.map((kind) => `${kind}_temp_path ${kind};`).join(' ')} include ${folder}/default.conf; }`,
  ];
  await writeFiles(folder, { 'nginx.conf': own.join('\n') });
  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  nginx.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const answers = () => fetch(`http://127.0.0.1:${port}/`).then(Boolean, () => false);
  for (const until = Date.now() + 30_000; !(await answers()); await sleep(50)) {
    if (nginx.exitCode !== null || Date.now() > until) throw new Error(`nginx did not start: ${said}`);
  }
  return {
    port,
    async close() {
      await endProcess(nginx);
      await rm(folder, { recursive: true });
    },
  };
}

describe('the page’s server of the containers', () => {
  let nginx: Nginx;
  let server: Server;
  let ports: { readonly nginx: number; readonly ours: number };

  beforeAll(async () => {
    nginx = await startNginx();
    ports = { nginx: nginx.port, ours: await freePort() };
    server = await serveExplorer({ port: ports.ours, ...facts });
  }, 60_000);
  afterAll(async () => {
    await nginx?.close();
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  const ask = async (port: number, path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 200) return { status: answer.status, location: answer.headers.get('location') };
    return {
      status: answer.status,
      headers: Object.fromEntries(HEADERS.map((name) => [name, answer.headers.get(name)])),
      text,
    };
  };

  it.each([
    ['/', 200],
    ['/explorer/settings.json', 200],
    ['/explorer/none.js', 404],
    ['/docs', 308],
    ['/docs/', 200],
    ['/docs/zh/', 200],
    ['/docs/index.html', 200],
    ['/docs/apps/plans.html?plugin=aqi', 200],
    ['/docs/zh/vendors/publishing.html', 200],
    ['/docs/none.html', 404],
    ['/docs/vendors', 404],
    ['/docs/../../package.json', 404],
    ['/docs/schemas/manifest/v1.json', 200],
    ['/docs/schemas/none.json', 404],
    ['/docs/vectors/hop.json', 200],
    ['/default.conf', 404],
    ['/none', 404],
  ])('answers %s with %d, as that of plain processes does', async (path, status) => {
    const [theirs, ours] = await Promise.all([ask(ports.nginx, path), ask(ports.ours, path)]);
    expect(theirs).toEqual(ours);
    expect(theirs.status).toBe(status);
  });

  it('leads out of no folder', async () => {
    for (const port of Object.values(ports))
      expect((await ask(port, '/docs/..%2f..%2fpackage.json')).status).toBeGreaterThanOrEqual(400);
  });

  it('takes no orders', async () => {
    for (const port of Object.values(ports)) {
      expect((await fetch(`http://127.0.0.1:${port}/docs/index.html`, { method: 'POST' })).status).toBe(405);
    }
  });
});

it('the documentation is the site as it was built, where it was, and what it lacks as it was written', async () => {
  const docs = await mkdtemp(join(tmpdir(), 'citygraph-docs-'));
  await writeFiles(docs, { 'site/zh/index.html': '<p>built', 'site/assets/a.1f.css': 'p {}' }, READABLE);
  const nginx = await startNginx({ docs });
  try {
    const at = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${nginx.port}/docs/${path}`);
      return [
        answer.headers.get('content-type'),
        answer.headers.get('cache-control'),
        (await answer.text()).slice(0, 8),
      ];
    };
    expect(await at('zh/')).toEqual(['text/html; charset=utf-8', 'no-cache', '<p>built']);
    expect(await at('assets/a.1f.css')).toEqual(['text/css; charset=utf-8', KEPT, 'p {}']);
    expect((await at('zh/apps/plans.html'))[0]).toBe('text/plain; charset=utf-8');
  } finally {
    await nginx.close();
    await rm(docs, { recursive: true });
  }
}, 60_000);
