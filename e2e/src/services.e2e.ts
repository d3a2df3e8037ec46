import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from '@citygraph/services';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installCommands } from './install-commands.ts';
import { LOOPBACK, listeningAddresses } from './listening-addresses.ts';
import { type RunningServices, runServices } from './run-services.ts';
import { startBrowser } from './start-browser.ts';
import { askTheCity } from './stories/ask-the-city.ts';
import { keepSecrets } from './stories/keep-secrets.ts';
import { lendWhatWasGranted } from './stories/lend-what-was-granted.ts';
import { tellStories } from './stories/tell-stories.ts';

const DEPARTMENTS = ['government', 'health', 'education', 'commerce', 'energy', 'finance', 'agriculture', 'registry'];

const MAIN = fileURLToPath(new URL('../../gateway/dist/main.js', import.meta.url));
const GATEWAY = fileURLToPath(new URL('../../gateway/bin/citygraph-gateway.js', import.meta.url));

/** What an auditor finds in the ledger that a stopped gateway left. */
async function ledgerOf(dataDir: string): Promise<string> {
  const run = (...argv: string[]) => spawnSync(process.execPath, [GATEWAY, ...argv], { encoding: 'utf8' }).stdout;
  const keys = join(dataDir, 'public-keys.json');
  await writeFile(keys, run('policy', 'keys', '--key', join(dataDir, 'processes/gateway/ledger-key-1.pem')));
  return run('ledger', 'verify', join(dataDir, 'ledger/archive'), '--keys', keys);
}

describe('the services profile: MariaDB, Redis, Keycloak, a process a department', () => {
  let hub: RunningServices;

  beforeAll(async () => {
    installCommands(['mariadbd', 'redis-server', 'java', 'mvn']);
    hub = await runServices();
  }, 300_000);

  afterAll(() => hub?.close(), 60_000);

  tellStories(() => hub);
  askTheCity(() => hub);

  it(
    'lends only what was granted and consented to, over the hop and the control channel',
    () => lendWhatWasGranted(hub),
    60_000,
  );

  it('refuses what nobody registered where data is sensitive, and lets only its gateways follow decisions', async () => {
    const adHoc = '{ me { id guardianOf { name } } }';
    const token = await hub.token('parent');
    const response = await fetch(`${hub.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: adHoc }),
    });
    expect(await response.json()).toMatchObject({
      data: { me: { id: expect.any(String), guardianOf: null } },
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });
    const { registry } = JSON.parse(await readFile(join(hub.dataDir, 'processes/gateway/settings.json'), 'utf8'));
    for (const place of ['/keyset', '/graphs', '/policy']) {
      expect((await fetch(`${registry.url}${place}`)).status).toBe(401);
      const stranger = { headers: { authorization: `Bearer ${token}` } };
      expect((await fetch(`${registry.url}${place}`, stranger)).status).toBe(401);
    }
  });

  it('prints no secret, no token and nobody’s identity number', () => keepSecrets(hub));

  it('runs each department and the gateway in a process of its own, on loopback only', async () => {
    const pids = [...DEPARTMENTS, 'gateway'].map((name) => hub.pidOf(name));
    expect(new Set(pids).size).toBe(9);
    for (const pid of pids) {
      const addresses = await listeningAddresses(pid);
      expect(addresses.length).toBeGreaterThan(0);
      expect(addresses.filter((address) => !LOOPBACK.includes(address))).toEqual([]);
    }
  });

  it('gives each process its own settings, readable by their owner only', async () => {
    const folder = join(hub.dataDir, 'processes');
    expect((await readdir(folder)).sort()).toEqual([...DEPARTMENTS, 'gateway'].sort());
    const database = await readFile(join(folder, 'health/database.url'), 'utf8');
    expect(database).toMatch(/^mysql:\/\/citygraph_health:/);
    for (const file of [
      'health/database.url',
      'health/hop.secret',
      'gateway/hop-key.pem',
      'gateway/ledger-key-1.pem',
    ]) {
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
    }
    const commandLine = await readFile(`/proc/${hub.pidOf('health')}/cmdline`, 'utf8');
    expect(commandLine).not.toMatch(/mysql:|redis:/);
  });

  it('tells the page of another origin what it may read, and others nothing', async () => {
    const asked = async (origin: string) =>
      (
        await fetch(`${hub.origin}/graphql`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        })
      ).headers.get('access-control-allow-origin');
    expect(await asked(hub.explorer)).toBe(hub.explorer);
    expect(await asked('https://elsewhere.example')).toBeNull();
  });

  it('signs a parent in at Keycloak from the explorer, which asks the gateway of another origin', async () => {
    const { users } = JSON.parse(await readFile(join(hub.dataDir, 'credentials.json'), 'utf8'));
    const browser = await startBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      const refused: string[] = [];
      page.on('console', (message) => {
        if (/Content Security Policy|CORS/.test(message.text())) refused.push(message.text());
      });
      await page.goto(hub.explorer);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.locator('input[name="username"]').fill('parent');
      await page.locator('input[name="password"]').fill(users.parent);
      await page.locator('[type="submit"]').first().click();
      await page.getByText('Signed in as parent').waitFor();
      await page.getByText('"year"').waitFor();
      const reply = page.waitForResponse((response) => response.url() === `${hub.origin}/graphql`);
      await page.getByRole('button', { name: 'Execute query' }).click();
      const { data, errors } = await (await reply).json();
      expect(errors).toBeUndefined();
      expect(data.me.guardianOf).toHaveLength(2);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Not signed in').waitFor();
      expect(refused).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 90_000);

  it('serves the others when one department is killed', async () => {
    process.kill(hub.pidOf('health'), 'SIGKILL');
    const answer = await hub.ask('{ adminDivision(code: "220102") { name hospitals { name } } }');
    expect(answer.data).toEqual({ adminDivision: { name: '南关区', hospitals: null } });
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['DEPARTMENT_UNAVAILABLE']);
  });

  it('ends all of its processes when it is told to, and keeps its data', async () => {
    const before = await hub.ask('{ me { id citizenCard { balanceCents } } }', {}, { as: 'parent' });
    const pids = [...DEPARTMENTS, 'gateway'].map((name) => hub.pidOf(name));
    expect(await hub.stop()).toBe(0);
    const alive = pids.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
    expect(alive).toEqual([]);
    expect(await ledgerOf(hub.dataDir)).toMatch(/^OK: the ledger citygraph-[0-9a-f]{12}; entries: \d{2,},/);
    hub = await runServices(hub.dataDir);
    expect((await hub.ask('{ me { id citizenCard { balanceCents } } }', {}, { as: 'parent' })).data).toEqual(
      before.data,
    );
  }, 240_000);

  it('serves from a gateway that starts while registry, sign-on and database are down', async () => {
    const me = '{ me { id name } }';
    const before = await hub.ask(me, {}, { as: 'parent' });
    const children = (await readFile(`/proc/${hub.pid}/task/${hub.pid}/children`, 'utf8'))
      .trim()
      .split(' ')
      .map(Number);
    const running = await Promise.all(
      children.map(async (pid) => ({ pid, command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })),
    );
    const pidsOf = (part: string) => running.filter(({ command }) => command.includes(part)).map(({ pid }) => pid);
    const keycloak = pidsOf('java').concat(pidsOf('kc.sh'));
    const database = pidsOf('mariadbd');
    expect([keycloak.length > 0, database.length]).toEqual([true, 1]);
    for (const pid of [...keycloak, hub.pidOf('registry'), hub.pidOf('gateway')]) process.kill(pid, 'SIGKILL');
    const settings = join(hub.dataDir, 'processes/gateway/settings.json');
    const gateway = await runProcess({
      name: 'gateway',
      command: [MAIN, '--config', settings],
      logFile: join(hub.dataDir, 'logs/gateway-again.log'),
      readyMs: 60_000,
    });
    try {
      // The token is from before; who signed it is known from disk.
      expect(await hub.ask(me, {}, { as: 'parent' })).toMatchObject({ data: before.data, errors: [] });
      for (const pid of database) process.kill(pid, 'SIGKILL');
      const without = await hub.ask('{ __typename adminDivision(code: "220102") { name } }');
      expect(without.status).toBe(200);
      expect(without.data).toEqual({ __typename: 'Query', adminDivision: null });
      expect(without.errors.map(({ extensions }) => extensions.code)).toEqual([
        expect.stringMatching(/^(DEPARTMENT_UNAVAILABLE|INTERNAL_ERROR)$/),
      ]);
    } finally {
      await gateway.close();
    }
  }, 120_000);
});
