import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hopVerdicts } from '@citygraph/docs-site/hop-verdicts';
import { shellBlocks } from '@citygraph/docs-site/shell-blocks';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, demoPasswords, openDeskAt, well } from './command-line.ts';
import { HOUSE } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { type LineRan, openReader, type Reader } from './stories/reader.ts';
import { until } from './stories/until.ts';
import { serveProof } from './stories/vendor.ts';

const PAGES = [
  'vendors/checks.md',
  'vendors/publishing.md',
  'vendors/running.md',
  'vendors/permissions.md',
  'vendors/openapi.md',
  'vendors/any-language.md',
  'apps/first-query.md',
  'apps/your-app.md',
  'apps/plans.md',
  'apps/errors.md',
] as const;
type Page = (typeof PAGES)[number];

/** What a manifest says of others' data. */
const DATA = /^(extends|permissions):.*\n(^[ #].*\n)*/gm;
/** What it says that wants nothing of anybody's. */
const NO_DATA = 'extends: [AdminDivision]\npermissions:\n  data: []\n  egressHosts: []\n';

/** Lines that nobody types here, and why not. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'docker build -t aqi .': 'needs a Docker daemon, and an image of Node from a registry of images',
  'docker run -p 4001:4001 -e CITYGRAPH_HUB -e CITYGRAPH_HOP_KEYS aqi': 'runs what the line above would have built',
};

/** What a line ends with where that is not 0: it is somebody else's turn then. */
const ENDS: readonly (readonly [RegExp, number])[] = [
  [/ publisher verify \S+ --domain /, 5],
  [/ plugin submit /, 5],
  [/ grant request --until \S+$/, 5],
];

/** Pages name a day that is to come for their reader; for this test it comes every day. */
const LATER = new Date(Date.now() + 120 * 86_400_000).toISOString().slice(0, 10);
const CREATE = join(HOUSE, 'plugin-sdk/create/bin/create-citygraph-plugin.js');
const READING = '{ adminDivision(code: "220104") { aqi_reading { value } } }';

let hub: RunningHub;
let admin: AtTheDesk;
let vendor: Reader;
let developer: Reader;
let port: number;
let proofPort: number;
/** What the hub gave this reader, by what the page calls it. */
const own: Record<string, string> = {};
const typed = new Set<string>();

beforeAll(async () => {
  [port, proofPort] = [await freePort(), await freePort()];
  // A reader waits ten minutes at each step of a rollout, or for calls; nobody waits here.
  hub = await startHub({ args: ['--plugins', `127.0.0.1:${port},127.0.0.1:${proofPort}`, '--rollout-calls', '0'] });
  const passwords = await demoPasswords(hub.dataDir);
  const person = (username: string) => ({ username, password: passwords[username] ?? '' });
  admin = await openDeskAt(hub.origin);
  well(await admin.signIn('admin', passwords.admin ?? ''));
  const terms = ['--requests-per-minute', '60', '--cost-per-minute', '100000'];
  well(await admin.citygraph('app', 'plan', 'basic', '--title', 'Basic', ...terms));
  vendor = await openReader(person('vendor-satellite'));
  developer = await openReader(person('lender'));
}, 300_000);
afterAll(async () => {
  await Promise.all([vendor, developer, admin].map((one) => one?.close()));
  await hub?.close();
});

/** The line with the reader's own hub, machine, ids and days in it. */
const asHere = (line: string): string =>
  Object.entries(own)
    .reduce((said, [name, value]) => said.replaceAll(name, value), line)
    .replaceAll(/https:\/\/hub\.example|http:\/\/localhost:4000/g, hub.origin)
    .replace(/(npm run -s token -- \w+)/, `$1 --data ${hub.dataDir}`)
    // npm's own part of it is proved from tarballs (packed/templates.e2e.ts).
    .replace(/^npm create citygraph-plugin@latest (\S+) -- (.*)$/, `node ${CREATE} $1 $2 --no-install`)
    .replaceAll('--domain airlab.example', `--domain 127.0.0.1:${proofPort}`)
    .replaceAll('localhost:4001', `127.0.0.1:${port}`)
    .replaceAll(/2027-03-31|2027-11-30/g, LATER);

interface Around {
  /** What is done behind a line that has this word, with what it said. */
  readonly after?: Readonly<Record<string, (ran: LineRan) => unknown>>;
  /** Lines that are good in a moment: their page says of what they wait for. */
  readonly soon?: RegExp;
}

/** Types the lines of a page's block, in their order; each must end as it should. */
async function type(
  reader: Reader,
  page: Page,
  block: number,
  { after = {}, soon = /^$/ }: Around = {},
): Promise<void> {
  const lines = (await shellBlocks(page))[block] ?? [];
  expect([page, block, lines.length]).not.toEqual([page, block, 0]);
  for (const line of lines) {
    typed.add(line);
    if (line === 'npm start') {
      await reader.start(line, '"event":"serving"');
      continue;
    }
    const expected = ENDS.find(([pattern]) => pattern.test(line))?.[1] ?? 0;
    const isGood = ({ exit }: LineRan): boolean => exit === expected;
    const once = () => reader.type(asHere(line));
    const ran = soon.test(line) ? await until(once, isGood, 1_000) : await once();
    const { exit, out, err } = ran;
    expect({ line, exit, said: isGood(ran) ? '' : out + err }).toEqual({ line, exit: expected, said: '' });
    for (const [word, then] of Object.entries(after)) if (line.includes(word)) await then(ran);
  }
}

const changeManifest = async (change: (text: string) => string): Promise<void> => {
  const file = join(vendor.folder, 'citygraph.yaml');
  await writeFile(file, change(await readFile(file, 'utf8')));
};
const nextVersion = (version: string): Promise<void> =>
  changeManifest((text) => text.replace(/^version: .+$/m, `version: ${version}`));

/** A person of the city says yes to what waits. */
async function approve(wanted: 'review' | 'grant' = 'review'): Promise<void> {
  const queue = well(await admin.citygraph('admin', 'queue')) as { kind: string; id: string }[];
  for (const { id } of queue.filter(({ kind }) => kind === wanted)) {
    well(await admin.citygraph('admin', 'approve', id, '--yes'));
  }
}

/** A page's first block that is said to be this. */
async function shown(page: Page, is: string): Promise<string> {
  const text = await readFile(join(HOUSE, 'docs/site/pages', page), 'utf8');
  const [, block] = new RegExp(`^\`\`\`${is}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text) ?? [];
  if (block === undefined) throw new Error(`${page} has no block ${is}.`);
  return block;
}

/** As npm install would leave it. */
const install = (): Promise<void> => symlink(join(HOUSE, 'node_modules'), join(vendor.folder, 'node_modules'));

/** What nobody needs a page for a second time: a further release, approved and on trial. */
async function tryAnother(version: string): Promise<void> {
  await nextVersion(version);
  for (const [line, exit] of [
    ['plugin publish --wait', 0],
    ['plugin submit', 5],
    ['release rollout --percent 5 --wait', 0],
  ] as const) {
    expect([line, await vendor.type(`npx citygraph ${line}`)]).toMatchObject([line, { exit }]);
    if (exit === 5) await approve();
  }
}

const answered = ({ out }: LineRan): unknown => JSON.parse(out);

describe('a reader who types what the pages say, in their order, at a real hub', () => {
  it('reads the same lines in Chinese', async () => {
    for (const page of PAGES) expect(await shellBlocks(page, 'zh-CN')).toEqual(await shellBlocks(page));
  });

  it('becomes a publisher, and is in the sandbox with the plugin of the first page', async () => {
    const init = 'npx citygraph plugin init aqi --publisher airlab --no-install';
    expect(await vendor.type(init)).toMatchObject({ exit: 0 });
    vendor.goTo('aqi');
    await install();
    await changeManifest((text) => text.replaceAll(/https:\/\/\S+\/graphql/g, `http://127.0.0.1:${port}/graphql`));
    await nextVersion('1.0.0');
    vendor.env.PORT = String(port);
    await type(vendor, 'vendors/checks.md', 0);

    const proofs: { close(): unknown }[] = [];
    await type(vendor, 'vendors/publishing.md', 0, {
      after: {
        '--domain': async ({ out }) => {
          const [, url = '', content = ''] = /(http:\/\/[^\s,]+)[\s\S]*\n {2}(\S.*)\n/.exec(out) ?? [];
          proofs.push(await serveProof(proofPort, new URL(url).pathname, content));
        },
      },
    });
    for (const proof of proofs) proof.close();
    await type(vendor, 'vendors/publishing.md', 1);
  }, 240_000);

  it('runs a server that the hub alone gets into, and is answered in the sandbox', async () => {
    await type(vendor, 'vendors/running.md', 0);
    await type(vendor, 'vendors/running.md', 1);
    vendor.env.TOKEN = await hub.token('vendor-satellite');
    await type(vendor, 'vendors/publishing.md', 2, {
      after: {
        curl: (ran) =>
          expect(answered(ran)).toEqual({
            data: { adminDivision: { name: '朝阳区', aqi_reading: { value: expect.any(Number) } } },
          }),
      },
    });
  }, 240_000);

  it('hands the release in, tries it on some, and gives it to all', async () => {
    await type(vendor, 'vendors/publishing.md', 3, { after: { 'plugin logs': () => approve() } });
    await type(vendor, 'vendors/publishing.md', 4, { soon: / release promote / });
    await until(
      () => hub.ask(READING),
      ({ errors }) => errors.length === 0,
    );
  }, 300_000);

  it('has an app, with documents and a key that asks', async () => {
    await developer.type('mkdir src');
    await writeFile(join(developer.folder, 'src/air.graphql'), await shown('apps/your-app.md', 'graphql ask'));
    await type(developer, 'apps/your-app.md', 0);
    await type(developer, 'apps/your-app.md', 1);
    await type(developer, 'apps/your-app.md', 2, {
      after: {
        '--create': ({ out }) => {
          own.first = out.split('\n', 1)[0] ?? '';
        },
        'app key app-air': ({ out }) => {
          own.key_1 = /\b(key_\w+)/.exec(out)?.[1] ?? own.key_1 ?? 'key_1';
        },
      },
    });
    // The page has the first one revoked when there is a second.
    const { out } = await developer.type('npx citygraph app key app-air --create');
    developer.env.APP_KEY = out.split('\n', 1)[0] ?? '';
    expect(developer.env.APP_KEY).not.toBe(own.first);
    const districts = { data: { adminDivision: { name: '朝阳区' } } };
    await type(developer, 'apps/your-app.md', 3, {
      after: { curl: (ran) => expect(answered(ran)).toMatchObject(districts) },
    });
    await type(developer, 'apps/your-app.md', 4);
  }, 240_000);

  it('subscribes to a plan, ends that, and sees the plans that there are', async () => {
    await type(developer, 'apps/plans.md', 0);
    const { data, errors } = await hub.ask(await shown('apps/plans.md', 'graphql'));
    expect({ errors, plans: data?.plans }).toEqual({
      errors: [],
      plans: expect.arrayContaining([
        { name: 'basic', requestsPerMinute: 60, costPerMinute: 100_000, requestsPerDay: null },
      ]),
    });
  }, 120_000);

  it('looks up what failed', async () => {
    await type(developer, 'apps/errors.md', 0);
  }, 60_000);

  it('asks first queries, for all and as who is signed in', async () => {
    const answer = JSON.parse(await shown('apps/first-query.md', 'json answer'));
    await type(developer, 'apps/first-query.md', 0, {
      after: { curl: (ran) => expect(answered(ran)).toEqual({ data: answer }) },
    });
    // Demo tokens are at hand in the repository.
    developer.goTo(HOUSE);
    await type(developer, 'apps/first-query.md', 1, {
      after: {
        curl: (ran) => expect(answered(ran)).toMatchObject({ data: { me: { id: expect.any(String) } } }),
      },
    });
  }, 60_000);

  it('takes releases back by hand', async () => {
    await tryAnother('1.1.0');
    await type(vendor, 'vendors/publishing.md', 5);
  }, 240_000);

  it('lets a pipeline publish, where nobody is signed in', async () => {
    await type(vendor, 'vendors/publishing.md', 6, {
      after: {
        'workload list': ({ out }) => {
          own.wkl_1 = /\b(wkl_[a-z0-9]+|[0-9a-f-]{36})\b/i.exec(out)?.[1] ?? 'wkl_1';
        },
      },
    });
    const { out } = await vendor.type('npx citygraph workload create --name gitlab');
    vendor.env.KEY = out.split('\n', 1)[0] ?? '';
    await nextVersion('1.2.0');
    vendor.env.HOME = join(vendor.folder, 'nobody');
    vendor.env.CITYGRAPH_HUB = hub.origin;
    await type(vendor, 'vendors/publishing.md', 7);
    expect(JSON.parse(await readFile(join(vendor.folder, 'check.json'), 'utf8'))).toMatchObject({ ok: true });
  }, 240_000);

  it('changes the keys of the server', async () => {
    delete vendor.env.CITYGRAPH_WORKLOAD_KEY;
    vendor.goHome();
    await type(vendor, 'vendors/running.md', 2);
    await type(vendor, 'vendors/running.md', 3);
    await type(vendor, 'vendors/running.md', 4);
  }, 120_000);

  it('asks for data of people, and has it granted', async () => {
    const part = await shown('vendors/permissions.md', 'yaml part');
    const asking = part.replace('[Resident]', '[AdminDivision, Resident]');
    await changeManifest((text) => text.replace(DATA, '') + asking);
    const schema = join(vendor.folder, 'schema.graphql');
    const own = (await readFile(schema, 'utf8')).replace('"@key"', '"@key", "@external", "@requires"');
    await writeFile(schema, own + (await shown('vendors/permissions.md', 'graphql right')));
    await nextVersion('1.3.0');
    expect(await vendor.type('npx citygraph plugin publish --wait')).toMatchObject({ exit: 0 });
    // Its page says that somebody has to see it first.
    well(await admin.citygraph('admin', 'approve', 'airlab', '--uscc', '91220100MA1C30014B', '--yes'));
    await type(vendor, 'vendors/permissions.md', 0, { after: { 'grant request': () => approve('grant') } });
    const list = await vendor.type('npx citygraph grant list --plugin aqi --json');
    const grants = JSON.parse(list.out).data as { status: string; coordinates: string[] }[];
    expect(grants.flatMap(({ coordinates }) => coordinates).sort()).toEqual(['Resident.id', 'Resident.name']);
    expect(new Set(grants.map(({ status }) => status))).toEqual(new Set(['ACTIVE']));
  }, 120_000);

  it('publishes what is written in any language, from manifest and schema alone', async () => {
    const manifest = await readFile(join(vendor.folder, 'citygraph.yaml'), 'utf8');
    vendor.goTo('..');
    await vendor.type('mkdir in-python');
    vendor.goTo('in-python');
    const own = manifest.replace(DATA, '').replace(/^(id|subgraph): .*aqi$/gm, '$&-python');
    await writeFile(join(vendor.folder, 'citygraph.yaml'), own + NO_DATA);
    await writeFile(join(vendor.folder, 'schema.graphql'), await shown('vendors/any-language.md', 'graphql right'));
    await type(vendor, 'vendors/any-language.md', 0);
    const { said, expected } = await hopVerdicts(vendor.folder);
    expect(said).toEqual(expected);
  }, 120_000);

  it('wraps a service, tests it and starts it', async () => {
    vendor.goTo('..');
    await writeFile(
      join(vendor.folder, 'parking.openapi.yaml'),
      await shown('vendors/openapi.md', 'yaml parking.openapi.yaml'),
    );
    const enter = () => {
      vendor.goTo('parking');
      return install();
    };
    await type(vendor, 'vendors/openapi.md', 0, { after: { 'cd parking': enter } });
    vendor.env.PORT = String(await freePort());
    await type(vendor, 'vendors/openapi.md', 1);
  }, 180_000);

  it('has typed every line, but those that say why not', async () => {
    const lines = (await Promise.all(PAGES.map((page) => shellBlocks(page)))).flat(2);
    expect(lines.filter((line) => !typed.has(line)).sort()).toEqual(Object.keys(NOT_RUN).sort());
    expect(lines.length).toBeGreaterThan(55);
  });
});
