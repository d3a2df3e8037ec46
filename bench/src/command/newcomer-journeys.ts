import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Outsider, openOutsider, wentWell } from '@citygraph/e2e/outsider';
import { type RunningHub, startHub } from '@citygraph/e2e/start-hub';
import { approveDevice } from '@citygraph/identity';
import { freePort } from '@citygraph/services';

const PATIENCE_MS = 60_000;
const READING = '{ adminDivision(code: "220104") { name aqi_reading { value } } }';
const PUBLISHER = 'bench-lab';
const VENDOR = 'vendor-satellite';

/** What a newcomer waits for, as they see it, from packed packages in an empty folder; ms. */
export interface JourneyTimes {
  /** `npm create`, with its packages got from a warm cache, until `npm run dev` answers a question with the city's names and the plugin's numbers. */
  readonly toLocalField: readonly number[];
  /** `plugin publish --channel sandbox --wait`, from the call to the end. */
  readonly toSandbox: readonly number[];
}

export async function newcomerJourneys(times: number): Promise<JourneyTimes> {
  const outsider = await openOutsider();
  try {
    const toLocalField: number[] = [];
    // The first fills npm's cache.
    for (let time = 0; time <= times; time++) {
      const took = await timeLocalField(outsider, `aqi-${time}`);
      if (time > 0) toLocalField.push(took);
    }
    return { toLocalField, toSandbox: await timePublishing(outsider, 'aqi-0', times) };
  } finally {
    await outsider.close();
  }
}

async function timeLocalField(outsider: Outsider, name: string): Promise<number> {
  const flags = [
    '--template',
    'entity',
    '--entity',
    'AdminDivision',
    '--namespace',
    'aqi',
    '--publisher',
    PUBLISHER,
    '--yes',
  ];
  const since = performance.now();
  wentWell(await outsider.run('npm', ['create', '--yes', 'citygraph-plugin@latest', name, '--', ...flags]));
  const port = await freePort();
  const dev = outsider.start('npm', ['run', 'dev', '--', '--port', String(port)], name);
  await dev.says('"event":"serving"');
  await until(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: READING }),
    });
    return isAnswered((await response.json()) as Answer);
  });
  const took = performance.now() - since;
  await dev.interrupt();
  return took;
}

async function timePublishing(outsider: Outsider, name: string, times: number): Promise<number[]> {
  const port = await freePort();
  const hub = await startHub({ args: ['--plugins', `127.0.0.1:${port}`] });
  try {
    const env = { HOME: outsider.folder, CITYGRAPH_HUB: hub.origin, LANG: 'C' };
    const type = async (...words: string[]) => wentWell(await outsider.run('npx', ['citygraph', ...words], name, env));
    await signIn(outsider, hub, name, env);
    const facts = ['--name', 'Bench Lab', '--contact', 'help@bench-lab.example', '--namespace', 'aqi'];
    await type('publisher', 'register', PUBLISHER, ...facts);
    const file = join(outsider.folder, name, 'citygraph.yaml');
    const manifest = (await readFile(file, 'utf8')).replaceAll(
      /https:\/\/\S+\/graphql/g,
      `http://127.0.0.1:${port}/graphql`,
    );
    const took: number[] = [];
    for (let time = 0; time <= times; time++) {
      await writeFile(file, manifest.replace(/^version: .+$/m, `version: 0.1.${time}`));
      const { ms } = await type('plugin', 'publish', '--channel', 'sandbox', '--wait');
      // The first has the plugin's name to register as well.
      if (time > 0) took.push(ms);
    }
    // What was timed is worth nothing when nobody is answered.
    const keys = (await type('plugin', 'key')).out.trim();
    const server = outsider.start('npm', ['start'], name, { ...env, PORT: String(port), CITYGRAPH_HOP_KEYS: keys });
    await server.says('"event":"serving"');
    await until(async () =>
      isAnswered(await hub.ask(READING, {}, { as: VENDOR, headers: { 'citygraph-channel': 'sandbox' } })),
    );
    await server.interrupt();
    return took;
  } finally {
    await hub.close();
  }
}

async function signIn(outsider: Outsider, hub: RunningHub, name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { users } = JSON.parse(await readFile(join(hub.dataDir, 'credentials.json'), 'utf8')) as {
    users: Record<string, string>;
  };
  const login = outsider.start('npx', ['citygraph', 'auth', 'login'], name, env);
  const open = /^Open (\S+)\n.*shows ([A-Z0-9-]+);/m;
  await login.says(open);
  const [, address = '', userCode = ''] = open.exec(login.output()) ?? [];
  await approveDevice(address, { username: VENDOR, password: users[VENDOR] ?? '', userCode });
  await until(
    async () => (await outsider.run('npx', ['citygraph', 'auth', 'whoami', '--offline'], name, env)).code === 0,
  );
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

const isAnswered = ({ data, errors = [] }: Answer): boolean =>
  errors.length === 0 && JSON.stringify(data).includes('"value":');

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo().catch(() => false)); await sleep(20)) {
    if (Date.now() > end) throw new Error(`It was not so within ${PATIENCE_MS} ms.`);
  }
}
