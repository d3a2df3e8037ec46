import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_ENTITIES } from '@citygraph/city';
import { expect } from '@jest/globals';
import { type AtTheDesk, demoPasswords, well } from '../command-line.ts';
import { HOUSE } from '../hub-client.ts';
import type { RunningHub } from '../start-hub.ts';
import { until } from './until.ts';
import { did, type Vendor } from './vendor.ts';

const { bank: BANK, shop: SHOP } = DEMO_ENTITIES;
/** Requests a minute that the plan allows. */
const QUOTA = 40;

interface Desks {
  readonly hub: RunningHub;
  /** Its stable release serves `<namespace>_reading` of districts. */
  readonly vendor: Vendor;
  /** Nobody yet. */
  readonly developer: AtTheDesk;
  readonly admin: AtTheDesk;
}

interface SampleSaid {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly object[];
}

/** A bank's developer finds a plugin, subscribes, runs the sample of the docs and learns the limits. */
export async function developAnApp({ hub, vendor, developer, admin }: Desks): Promise<void> {
  const started = performance.now();
  const field = `${vendor.namespace}_reading`;
  const passwords = await demoPasswords(hub.dataDir);
  well(await developer.signIn('lender', passwords.lender ?? ''));
  expect(well(await developer.citygraph('plugin', 'search', 'AdminDivision'))).toMatchObject({
    plugins: [
      { name: vendor.plugin, publisher: { handle: vendor.publisher }, adds: { fields: [`AdminDivision.${field}`] } },
    ],
  });

  // The developer registers an app of the own bank; somebody else's firm, the city and the limits are not theirs.
  const line = ['app', 'create', 'app-loans', '--name', 'Loans by air'];
  for (const refused of [
    line,
    [...line, '--organisation', SHOP],
    [...line, '--organisation', BANK, '--requests-per-minute', '9', '--cost-per-minute', '9'],
  ]) {
    expect(await developer.citygraph(...refused)).toMatchObject({ exit: 4, error: { code: 'FORBIDDEN' } });
  }
  expect(well(await developer.citygraph(...line, '--organisation', BANK))).toMatchObject({ thirdParty: true });
  const terms = ['--requests-per-minute', String(QUOTA), '--cost-per-minute', '100000', '--max-depth', '3'];
  well(await admin.citygraph('app', 'plan', 'basic', '--title', 'Basic', ...terms));
  const { key }: { key: string } = well(await developer.citygraph('app', 'key', 'app-loans', '--create'));

  // What the app asks is answered today and by what comes next; without saying whose it is, nobody says so.
  await developer.write(
    'src/reading.graphql',
    `query Reading($code: DivisionCode!) { adminDivision(code: $code) { ${field} } }`,
  );
  expect(well(await developer.citygraph('app', 'check', 'app-loans'))).toMatchObject({ now: [], next: [] });
  expect(await developer.citygraph('app', 'check')).toMatchObject({ exit: 4, error: { code: 'FORBIDDEN' } });

  // Not subscribed: the city answers, the plugin's field does not, and it is said where to go.
  await writeSample(developer, field);
  const run = async (): Promise<SampleSaid> => {
    const { exit, out, err } = await developer.node('main.ts', { APP_KEY: key });
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    return JSON.parse(out);
  };
  const link = `${hub.origin}/docs/apps/plans.html?plugin=${vendor.plugin}`;
  expect(await until(run, ({ status }) => status === 200)).toMatchObject({
    data: { adminDivision: { name: expect.any(String), [field]: null } },
    errors: [{ path: ['adminDivision', field], extensions: { code: 'NOT_SUBSCRIBED', link } }],
  });
  expect(await textOf('apps/plans.md')).toContain('citygraph app subscribe');

  const { plans }: { plans: { name: string }[] } = well(await developer.citygraph('app', 'subscribe', 'app-loans'));
  expect(plans).toMatchObject([{ name: 'basic' }]);
  const subscribing = ['app', 'subscribe', 'app-loans', vendor.plugin, '--plan', 'basic'];
  expect(well(await developer.citygraph(...subscribing))).toMatchObject({ state: 'ACTIVE' });
  const answered = await until(run, ({ errors }) => errors.length === 0);
  expect(answered).toMatchObject({ status: 200, data: { adminDivision: { [field]: 4 } } });
  console.info(`from sign-in to an answer of the plugin, by command: ${Math.round(performance.now() - started)} ms`);

  await learnTheLimits({ hub, vendor, key, field });
}

async function learnTheLimits({
  hub,
  vendor,
  key,
  field,
}: Pick<Desks, 'hub' | 'vendor'> & { readonly key: string; readonly field: string }): Promise<void> {
  const reading = `{ adminDivision(code: "220104") { name ${field} } }`;
  const withKey = { headers: { 'citygraph-app-key': key } };
  const { asked } = vendor.counted;
  const deep = await hub.ask(`{ adminDivision(code: "220104") { ${field} parent { parent { name } } } }`, {}, withKey);
  expect([deep.data, deep.errors[0]?.extensions.code]).toEqual([undefined, 'QUERY_TOO_DEEP']);
  expect(vendor.counted.asked).toBe(asked);
  const over = await until(
    () => hub.ask(reading, {}, withKey),
    ({ status }) => status === 429,
    0,
  );
  expect(over.errors[0]?.extensions.code).toBe('RATE_LIMITED');
  expect(over.headers.get('ratelimit-policy')).toBe(`"minute";q=${QUOTA};w=60`);
  expect(over.headers.get('ratelimit')).toMatch(/^"minute";r=0;t=\d+$/);
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  // Whoever else asks is not asked to wait.
  expect(did(await hub.ask(reading, {}, { as: 'parent' }))).toMatchObject({ adminDivision: { [field]: 4 } });
}

const textOf = (page: string): Promise<string> => readFile(join(HOUSE, 'docs/site/pages', page), 'utf8');

/** The client that the docs show, as it stands there, and a program of ten lines that uses it. */
async function writeSample(desk: AtTheDesk, field: string): Promise<void> {
  const [, client = ''] = /^```ts ask-city\.ts\n([\s\S]*?)^```$/m.exec(await textOf('apps/your-app.md')) ?? [];
  await desk.write('package.json', JSON.stringify({ type: 'module', private: true }));
  await desk.write('ask-city.ts', client);
  await desk.write(
    'main.ts',
    `import { askCity } from './ask-city.ts';
interface Reading { readonly adminDivision: { readonly name: string; readonly ${field}: number | null } | null }
const { CITYGRAPH_HUB: hub = '', APP_KEY: appKey = '' } = process.env;
const answer = await askCity<Reading>(
  { hub, appKey },
  'query Reading($code: DivisionCode!) { adminDivision(code: $code) { name ${field} } }',
  { code: '220104' },
);
console.log(JSON.stringify(answer));
`,
  );
}
