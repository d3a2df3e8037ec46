import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose } from '@citygraph/composition';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from './testing/listen.ts';
import { type FixtureSubgraph, serveSubgraph } from './testing/serve-subgraph.ts';

let folder: string;
let supergraph: string;
let subgraph: FixtureSubgraph;
let running: ChildProcess | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-gateway-'));
  supergraph = join(folder, 'supergraph.graphql');
  subgraph = await serveSubgraph({
    name: 'shop',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes"])
      type Query { price: Int secret: String @authenticated scoped: String @requiresScopes(scopes: [["a"]]) slow: Int }`,
    resolvers: {
      Query: {
        price: () => 7,
        secret: () => 'x',
        slow: () => new Promise((resolve) => setTimeout(resolve, 10_000).unref()),
      },
    },
  });
  const { supergraphSdl } = await compose({ subgraphs: [subgraph], deadlineMs: 20_000 });
  await writeFile(supergraph, supergraphSdl ?? '');
});
afterEach(() => {
  running?.kill('SIGKILL');
});
afterAll(async () => {
  await subgraph.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** The command as from source: Node strips the types, packages resolve to their sources. */
function start(...argv: string[]) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@citygraph/source', main, ...argv], {
    env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' },
  });
  running = child;
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const ended = new Promise<Ended>((resolve) => child.once('exit', (code) => resolve({ code, stderr })));
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      child.stdout.on('data', (data) => {
        const said = pattern.exec(String(data))?.[1];
        if (said) resolve(said);
      });
    });
  return { child, ended, url: line(/gateway: (\S+)/), metrics: line(/Metrics: (\S+)/) };
}

/** Tries for five seconds. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split(/\s+/).filter(Boolean).map(Number);
}

const ask = async (url: string, query: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer who-knows',
      'x-client': 'mine',
      cookie: 'a=b',
    },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
};

describe('citygraph-gateway', () => {
  it('serves a supergraph file to anonymous callers and forwards nothing of theirs', async () => {
    const { url } = start('--supergraph', supergraph, '--port', '0');
    const endpoint = await url;
    expect((await fetch(new URL('/healthz', endpoint))).status).toBe(200);
    const { data, errors } = await ask(endpoint, '{ price secret scoped }');
    expect(data).toEqual({ price: 7, secret: null, scoped: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    const [{ headers } = { headers: {} }] = subgraph.received;
    for (const name of ['authorization', 'x-client', 'cookie', 'signature']) expect(headers).not.toHaveProperty(name);
  });

  it('is introspected by anybody where nobody signs in, and else by those who did, unless it is told otherwise', async () => {
    const identity = { issuer: 'http://127.0.0.1:9/realms/x', keyCacheFile: 'keys.json' };
    const introspected = async (settings: object) => {
      const config = join(folder, 'introspected.json');
      await writeFile(config, JSON.stringify({ supergraph, port: 0, ...settings }));
      const { child, url } = start('--config', config);
      const response = await fetch(await url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
      });
      child.kill('SIGKILL');
      const { errors } = (await response.json()) as { errors?: { message: string }[] };
      return errors?.[0]?.message ?? 'told';
    };
    expect(await introspected({})).toBe('told');
    expect(await introspected({ identity })).toBe('Sign in to introspect.');
    expect(await introspected({ identity, introspection: 'everyone' })).toBe('told');
  });

  it('is gone soon after SIGTERM, and does not wait for a request that takes ten seconds', async () => {
    const { child, ended, url } = start('--supergraph', supergraph, '--port', '0');
    const inFlight = ask(await url, '{ slow }').catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(await inFlight).toBeNull();
  });

  it('tells how it is used, and what it cannot fetch', async () => {
    const { ended } = start('--help');
    expect((await ended).code).toBe(0);
    const { ended: refused } = start('--supergraph', 'ftp://elsewhere.example/graph');
    expect(await refused).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be fetched by ftp') });
  });

  it('fetches a supergraph by URL', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(supergraph, 'utf8');
    const server = await listen((_, res) => res.end(text));
    const { url } = start('--supergraph', `${server.origin}/supergraph`, '--port', '0');
    expect((await ask(await url, '{ price }')).data).toEqual({ price: 7 });
    await server.close();
  });

  it('follows its supergraph: a new file is served, a broken one is not', async () => {
    const { readFile, rename } = await import('node:fs/promises');
    const text = await readFile(supergraph, 'utf8');
    const followed = join(folder, 'followed.graphql');
    await writeFile(followed, text);
    const { url, child } = start('--supergraph', followed, '--port', '0');
    const endpoint = await url;
    const logged = new Promise<void>((resolve) => {
      child.stderr.on('data', (line) => String(line).includes('graph-refused') && resolve());
    });
    await writeFile(followed, 'type Query { nonsense');
    await logged;
    expect((await ask(endpoint, '{ price }')).data).toEqual({ price: 7 });
    // Replaced as editors and deployments do it.
    await writeFile(`${followed}.new`, text.replaceAll('price', 'cost'));
    await rename(`${followed}.new`, followed);
    await expect(until(async () => (await ask(endpoint, '{ cost }')).data !== undefined)).resolves.toBe(true);
  });

  it('serves with several processes, adds their metrics up, replaces one that dies, and ends them all', async () => {
    const { url, child, ended, metrics } = start(
      '--supergraph',
      supergraph,
      '--port',
      '0',
      '--workers',
      '2',
      '--metrics-port',
      '0',
    );
    const endpoint = await url;
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(endpoint, '{ price }')));
    expect(answers.every(({ data }) => (data as { price: number }).price === 7)).toBe(true);
    const counted = async () => {
      const text = await (await fetch(await metrics)).text();
      return Number(/citygraph_requests_seconds_count\{status="200"\} (\d+)/.exec(text)?.[1]);
    };
    expect(await counted()).toBe(40);
    const [victim] = await childrenOf(child.pid ?? 0);
    process.kill(victim ?? 0, 'SIGKILL');
    expect(
      await until(async () => (await childrenOf(child.pid ?? 0)).filter((pid) => pid !== victim).length === 2),
    ).toBe(true);
    expect((await ask(endpoint, '{ price }')).data).toEqual({ price: 7 });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    await expect(ask(endpoint, '{ price }')).rejects.toThrow();
  });

  it('ends with one sentence when no worker can start', async () => {
    const { code, stderr } = await start(
      '--supergraph',
      join(folder, 'nowhere.graphql'),
      '--port',
      '0',
      '--workers',
      '2',
    ).ended;
    expect([code, stderr]).toEqual([
      1,
      `The supergraph cannot be read from the file ${join(folder, 'nowhere.graphql')}.\n`,
    ]);
  });

  it('says that a port is in use, and which flag changes it', async () => {
    const taken = await listen((_, res) => res.end());
    const { port } = new URL(taken.origin);
    const { code, stderr } = await start('--supergraph', supergraph, '--port', port).ended;
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} is in use by another program: choose another with --port <number>.\n`,
    ]);
    await taken.close();
  });

  it('says what is wrong with its supergraph', async () => {
    const path = join(folder, 'plain.graphql');
    await writeFile(path, 'type Query { a: Int }');
    const { code, stderr } = await start('--supergraph', path, '--port', '0').ended;
    expect([code, stderr]).toEqual([
      1,
      'This is no supergraph: it has no enum join__Graph. Compose your subgraphs first.\n',
    ]);
  });
});
