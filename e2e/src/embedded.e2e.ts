import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runToken } from './hub-client.ts';
import { LOOPBACK, listeningAddresses } from './listening-addresses.ts';
import { type RunningHub, runHub, startHub } from './start-hub.ts';
import { askTheCity } from './stories/ask-the-city.ts';
import { keepSecrets } from './stories/keep-secrets.ts';
import { tellStories } from './stories/tell-stories.ts';

/** Ways in which a department's file is of no use. */
const HARMS: Readonly<Record<string, (file: FileHandle, size: number) => Promise<unknown>>> = {
  health: (file) => file.truncate().then(() => file.write('this is no database, but long '.repeat(100))),
  education: (file, size) => file.write(Buffer.alloc(size - 8192, 0xa5), 0, size - 8192, 4096),
  energy: (file, size) => file.truncate(Math.floor(size / 2)),
};

async function harmed(path: string, harm: (file: FileHandle, size: number) => Promise<unknown>): Promise<void> {
  await Promise.all(['-wal', '-shm'].map((suffix) => rm(path + suffix, { force: true })));
  const file = await open(path, 'r+');
  await harm(file, (await file.stat()).size);
  await file.close();
}

async function failedStart(args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const { child, output } = runHub([...args, '--no-vendors']);
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, output: output() };
}

describe('the embedded profile: SQLite and the stand-in', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub({ seeds: true });
  }, 130_000);
  afterAll(() => hub?.close());

  tellStories(() => hub);
  askTheCity(() => hub);

  it('prints the demo people and where to go', () => {
    expect(hub.output()).toContain(`${hub.origin}/graphql`);
    expect(hub.output()).toMatch(/parent {2,}\S{8,}/);
  });

  it('listens on loopback only', async () => {
    const addresses = await listeningAddresses(hub.pid);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    expect(addresses.filter((address) => !LOOPBACK.includes(address))).toEqual([]);
  });

  it('answers to its own names only, so that no page elsewhere can give it another', async () => {
    const asked = async (host: string, path = '/readyz') =>
      (await rawAnswer(hub.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).slice(9, 12);
    expect(await asked(`localhost:${hub.port}`)).toBe('200');
    expect(await asked(`127.0.0.1:${hub.port}`)).toBe('200');
    for (const host of ['rebound.example', `rebound.example:${hub.port}`, 'localhost', ''])
      expect(await asked(host)).toBe('421');
    expect(await asked('rebound.example', '/realms/citygraph/.well-known/openid-configuration')).toBe('421');
  });

  it.each(['//', '/\\x', '*', 'http://elsewhere.example/graphql', '//elsewhere.example/graphql'])(
    'answers the request target %j with 400',
    async (target) => {
      const answer = await rawAnswer(
        hub.port,
        `GET ${target} HTTP/1.1\r\nHost: localhost:${hub.port}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]+names no path of this hub/);
    },
  );

  it('says what Keycloak says of a realm, and its addresses are those of the issuer', async () => {
    const realm = await (await fetch(`${hub.origin}/realms/citygraph`)).json();
    expect(realm).toMatchObject({
      realm: 'citygraph',
      'token-service': `${hub.origin}/realms/citygraph/protocol/openid-connect`,
    });
    const other = `http://127.0.0.1:${hub.port}/realms/citygraph/.well-known/openid-configuration`;
    const { token_endpoint, issuer } = await (await fetch(other)).json();
    expect(token_endpoint).toBe(`${issuer}/protocol/openid-connect/token`);
  });

  it("answers the README's question as the README says", async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const body = /-d '(\{[\s\S]+?\})'\n```/.exec(readme)?.[1] ?? '';
    const shown = /```jsonc\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const { text, errors } = await hub.ask(query, variables, { as: 'parent' });
    expect(errors).toEqual([]);
    const facts = shown.match(/"\w+": (?:"[^"]+"|\d+|true|false)/g) ?? [];
    expect(facts.length).toBeGreaterThan(7);
    expect(facts.filter((fact) => !text.includes(fact.replace(': ', ':')))).toEqual([]);
  });

  it.each(['nobody', 'constructor', '__proto__'])('gives no token for %s, but says who there is', async (handle) => {
    const { code, out, err } = await runToken([handle, '--data', hub.dataDir]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(new RegExp(`^There is no demo user "${handle}"\\. There are: parent, `));
  });

  it('prints no secret, no token and nobody’s identity number', () => keepSecrets(hub));

  it('keeps its data: a second start seeds nothing', async () => {
    const document = '{ adminDivision(code: "220102") { name } me { id } }';
    const before = await hub.ask(document, {}, { as: 'parent' });
    expect(await hub.stop()).toBe(0);
    expect(await runToken(['parent', '--data', hub.dataDir])).toEqual({
      code: 1,
      out: '',
      err: `No hub answers at ${hub.origin}/realms/citygraph: run \`npm start\`, and leave it running.\n`,
    });
    hub = await startHub({ dataDir: hub.dataDir, port: hub.port });
    expect((await hub.ask(document, {}, { as: 'parent' })).data).toEqual(before.data);
    expect(hub.output()).not.toContain('Seeding');
  }, 180_000);

  it('names the folder that another hub holds', async () => {
    const { code, output } = await failedStart(['--port', String(await freePort()), '--data', hub.dataDir]);
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Another hub runs with its data in ${hub.dataDir}: stop that one, or give another folder with --data <folder>.`,
    );
  }, 60_000);

  it('serves the others when files of departments are no database, are broken in their middle, or were cut off', async () => {
    await hub.stop();
    await Promise.all(Object.entries(HARMS).map(([name, harm]) => harmed(join(hub.dataDir, `${name}.sqlite`), harm)));
    hub = await startHub({ dataDir: hub.dataDir, port: hub.port });
    const answer = await hub.ask(
      '{ adminDivision(code: "220102") { name hospitals { name } } schools { nodes { name } } chargingStations { nodes { id } } }',
    );
    expect(answer.data).toEqual({
      adminDivision: { name: '南关区', hospitals: null },
      schools: null,
      chargingStations: null,
    });
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([
      'DEPARTMENT_UNAVAILABLE',
      'DEPARTMENT_UNAVAILABLE',
      'DEPARTMENT_UNAVAILABLE',
    ]);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN|sqlite/i);
    for (const name of Object.keys(HARMS)) {
      expect(hub.output()).toMatch(new RegExp(`${name} is down.*${name}\\.sqlite`));
    }
  }, 180_000);
});

/** What a socket answers to bytes that no HTTP client would send. */
function rawAnswer(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      said += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(said));
  });
}

/** Processes that `pid` started and that still run (proc(5)). Linux only. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

describe('a hub that takes no ad-hoc documents on sensitive data', () => {
  it('answers the explorer’s questions, and of others what is not sensitive', async () => {
    const hub = await startHub({ args: ['--ad-hoc-sensitive', 'off'] });
    expect(hub.output()).toContain('(S4, I) are refused');
    const { questions } = await (await fetch(`${hub.origin}/explorer/settings.json`)).json();
    const [{ document, variables }] = questions;
    expect((await hub.ask(document, variables, { as: 'parent' })).errors).toEqual([]);
    const adHoc = await hub.ask('{ me { name guardianOf { name } } }', {}, { as: 'parent' });
    expect(adHoc.data).toEqual({ me: { name: expect.any(String), guardianOf: null } });
    expect(adHoc.errors.map(({ extensions }) => extensions.code)).toEqual(['DOCUMENT_NOT_TRUSTED']);
    await hub.close();
  }, 180_000);
});

describe('a start that cannot be', () => {
  it('names the flag when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, output } = await failedStart(['--port', String(port), '--data', '/nonexistent-never-made/x']);
    other.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port} is in use`);
    expect(output).toContain('--port');
    expect(output).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('names both cities when the folder holds another one', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    await writeFile(join(dataDir, 'city.json'), '{"seed":2016,"scale":0.001}');
    const { code, output } = await failedStart([
      '--port',
      String(await freePort()),
      '--data',
      dataDir,
      '--scale',
      '0.01',
    ]);
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `${dataDir} holds the city of --seed 2016 --scale 0.001, not of --seed 2016 --scale 0.01: leave the flags out, or give another folder with --data.`,
    );
    await rm(dataDir, { recursive: true });
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'the data folder, when it is a file',
      ['--data', '/etc/hostname'],
      /^\/etc\/hostname cannot be the data folder \(ENOTDIR\)/,
    ],
    [
      'the sign-on that does not answer',
      ['--issuer', 'http://127.0.0.1:9/realms/citygraph'],
      /^The sign-on at http:\/\/127\.0\.0\.1:9\/realms\/citygraph does not answer: check --issuer\.$/,
    ],
    [
      'the database that does not answer',
      ['--database', 'mysql://city:hunter2@127.0.0.1:9'],
      /^The database server 127\.0\.0\.1:9 cannot be used: connect ECONNREFUSED 127\.0\.0\.1:9\. Start it, .* --database\.$/,
    ],
  ])('names %s', async (_, args, sentence) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    const { code, output } = await failedStart(['--port', String(await freePort()), '--data', dataDir, ...args]);
    await rm(dataDir, { recursive: true });
    expect(code).toBe(1);
    expect(output.trim().split('\n').at(-1)).toMatch(sentence);
    expect(output).not.toMatch(/hunter2|\bat .+:\d+:\d+/);
  });

  it('names the sign-on that does not answer also where another gave keys before', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    const keys = [{ kid: 'a', kty: 'RSA', use: 'sig', n: 'x', e: 'AQAB' }];
    const start = async (from: string) => {
      await writeFile(join(dataDir, 'sign-on-keys.json'), JSON.stringify({ from, keys }));
      const args = ['--issuer', 'http://127.0.0.1:9/realms/citygraph', '--database', 'mysql://city@127.0.0.1:9'];
      return failedStart(['--port', String(await freePort()), '--data', dataDir, ...args]);
    };
    expect((await start('http://localhost:4000/realms/citygraph/protocol/openid-connect/certs')).output).toMatch(
      /^The sign-on at \S+ does not answer: check --issuer\.\n$/,
    );
    // Its own keys let the start go on, as far as the database.
    const own = await start('http://127.0.0.1:9/realms/citygraph/protocol/openid-connect/certs');
    expect(own.output).toMatch(
      /nobody can sign in until it does[\s\S]*The database server 127\.0\.0\.1:9 cannot be used/,
    );
    await rm(dataDir, { recursive: true });
  }, 90_000);

  it('says so when no department is left', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    for (const name of [
      'government',
      'health',
      'education',
      'commerce',
      'energy',
      'finance',
      'agriculture',
      'registry',
    ])
      await writeFile(join(dataDir, `${name}.sqlite`), 'no database, however long it may be '.repeat(100));
    const { code, output } = await failedStart(['--port', String(await freePort()), '--data', dataDir]);
    await rm(dataDir, { recursive: true });
    expect(output.trim()).toMatch(
      /^No department can start: government's database \S+government\.sqlite cannot be used/,
    );
    expect(code).toBe(1);
  });

  // Killed, the hub can say nothing: its seeding notices between two departments.
  it('is over when it is ended, its seeding too, and the next one goes on', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'citygraph-e2e-'));
    const endings = [
      { signal: 'SIGTERM', during: 'government', limit: 2_000 },
      { signal: 'SIGINT', during: 'health', limit: 2_000 },
      { signal: 'SIGKILL', during: 'education', limit: 15_000 },
    ] as const;
    for (const { signal, during, limit } of endings) {
      const { child } = runHub(['--port', String(await freePort()), '--data', dataDir, '--no-vendors']);
      try {
        for (const until = Date.now() + 90_000; !existsSync(join(dataDir, `${during}.sqlite`)); await sleep(20))
          expect(Date.now()).toBeLessThan(until);
        const [seeding] = await childrenOf(child.pid ?? 0);
        expect([signal, seeding]).toEqual([signal, expect.any(Number)]);
        const told = Date.now();
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill(signal);
        expect([signal, await ended]).toEqual([signal, signal === 'SIGKILL' ? null : 0]);
        while (existsSync(`/proc/${seeding}`)) {
          if (Date.now() - told > limit) throw new Error(`Its seeding went on after ${signal}.`);
          await sleep(20);
        }
      } finally {
        child.kill('SIGKILL');
      }
    }
    const hub = await startHub({ dataDir });
    expect(hub.output()).not.toContain(' is down');
    expect((await hub.ask('{ me { name } }', {}, { as: 'parent' })).errors).toEqual([]);
    await hub.close();
  }, 360_000);

  it('names a wrong setting', async () => {
    const { code, output } = await failedStart(['--port', String(await freePort()), '--scale', 'huge']);
    expect(code).toBe(1);
    expect(output.trim()).toBe('--scale is "huge": give a number from 0.0002 to 0.05.');
  });
});
