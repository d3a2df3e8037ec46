import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHopSecret, generateSigningKey } from '@citygraph/contract';
import { createGateway, type Delivery, openDelivery, openLocalLedger, plannersInThisThread } from '@citygraph/gateway';
import { type Database, migrate, openDatabase } from '@citygraph/kit';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { numberedHeads } from '../gateway-process/heads-behind.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { watchServing } from '../gateway-process/watch-serving.ts';
import { Incident } from '../incident/incident.entity.ts';
import { registry } from '../index.ts';
import { attendKeys } from '../keys/attend-keys.ts';
import { type KeyFolder, openKeyFolder } from '../keys/key-folder.ts';
import { killPlugin } from '../plugin/kill-plugin.ts';
import { renewPolicy } from '../policy/renew-policy.ts';
import { runControlPlane } from '../process/run-control-plane.ts';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import { departmentsOfStory, makePlugin, makePublisher } from '../testing/release-story.ts';
import { people } from '../testing/story.ts';
import { command } from './command.ts';

const SECRET = generateHopSecret();
const [HOP_MASTER, SUBJECTS] = [generateHopSecret(), generateHopSecret()];
const clock = { now: () => new Date() };

let folder: string;
let keys: KeyFolder;
let orm: Database;
let delivery: Delivery;
let port = 0;
const logged: { event?: string }[] = [];
const closers: (() => unknown)[] = [];
let closePlane = async (): Promise<void> => {};

const at = (file: string) => join(folder, file);
const em = () => orm.em.fork() as EntityManager;
const open = async (): Promise<void> => {
  orm = await openDatabase({ url: `sqlite:${at('registry.sqlite')}`, subgraph: registry });
};
const attend = async (): Promise<void> => {
  const plane = await runControlPlane({
    orm,
    policyKeys: () => keys.signing('policy'),
    graphKeys: () => keys.signing('graphs'),
    followKeyset: async (take) => attendKeys({ keys, take }),
    subjectSecret: SUBJECTS,
    control: { host: '127.0.0.1', port, gateways: [{ name: 'one', secret: SECRET }] },
    firstParty: departmentsOfStory,
  });
  port = Number(new URL(plane.url).port);
  closePlane = () => plane.close();
};
const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (const until = Date.now() + 30_000; !(await holds()); ) {
    if (Date.now() > until) throw new Error('It did not come true.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const serves = async (): Promise<boolean> => {
  const [heads, { policy, graphs }] = [await numberedHeads(em()), delivery.serving()];
  return policy === heads.policy && graphs === heads.graphs;
};
/** A decision about plugins, and one about graphs. */
const decide = async (plugin: string, field: string): Promise<void> => {
  const { graphs } = await numberedHeads(em());
  await killPlugin(em(), people.admin, { plugin, reason: 'It invents its figures.' }, new Date());
  const changed = departmentsOfStory.map(({ name, sdl }) =>
    name === 'energy'
      ? { name, sdl: sdl.replace('meters: Int', `${field}: Int @sensitivity(level: "S1")  meters: Int`) }
      : { name, sdl },
  );
  await importFirstParty(em(), changed, new Date());
  await eventually(async () => (await numberedHeads(em())).graphs > graphs);
};
const behind = async () =>
  (await em().find(Incident, { kind: 'HEADS_BEHIND' }, { orderBy: { subject: 'asc' } })).map(
    ({ subject, detail, closedAt }) => ({ subject, detail, isOpen: closedAt === null }),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-heads-'));
  keys = await openKeyFolder(at('keys'));
  await open();
  await migrate(orm);
  await makePublisher(em());
  for (const plugin of ['air', 'bus', 'car']) await makePlugin(em(), plugin);
  await renewPolicy(em(), clock);
  await attend();
  const hop = { keyId: 'x', secret: generateHopSecret() };
  const away = { url: 'http://127.0.0.1:9/graphql', tier: 'department' as const, hop };
  delivery = await openDelivery({
    url: `http://127.0.0.1:${port}`,
    secret: SECRET,
    rootKeys: keys.roots,
    hopMaster: HOP_MASTER,
    folder: at('delivered'),
    routes: { energy: away, finance: away },
    log: (line) => void logged.push(line),
    pollIntervalMs: 50,
    reportEveryMs: 50,
  });
  closers.push(() => delivery.close());
  const ledger = await openLocalLedger({ folder: at('ledger'), ledger: 'one', key: await generateSigningKey() });
  const gateway = await delivery.start(async (supergraph) =>
    createGateway({
      supergraph,
      hopKey: await generateSigningKey(),
      policy: { keys: delivery.policyKeys, subjectSecret: SUBJECTS },
      ledger: { ledger, subjectSecret: SUBJECTS },
      planners: plannersInThisThread(),
    }),
  );
  closers.push(
    () => gateway.close(),
    () => ledger.close(),
  );
}, 120_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
  await closePlane();
  await orm.close(true);
  await rm(folder, { recursive: true });
});

it('gateways that are ahead of a database that was put back take what it decides, once its heads are lifted', async () => {
  await eventually(serves);
  await orm.em.getConnection().execute(`vacuum into '${at('backup.sqlite')}'`);
  await decide('air', 'more');
  await decide('bus', 'most');
  await eventually(serves);
  const ahead = await numberedHeads(em());

  await closePlane();
  await orm.close(true);
  for (const rest of ['-wal', '-shm']) await rm(at(`registry.sqlite${rest}`), { force: true });
  await copyFile(at('backup.sqlite'), at('registry.sqlite'));
  await open();
  await attend();
  await killPlugin(em(), people.admin, { plugin: 'car', reason: 'It invents its figures.' }, new Date());
  await eventually(() =>
    ['policy-refused', 'graph-set-refused'].every((one) => logged.some(({ event }) => event === one)),
  );
  await eventually(async () => {
    await watchServing(em(), clock);
    // A report from before the restart may come first.
    return (await behind())[0]?.detail.startsWith(`one has graph set ${ahead.graphs}, and`) === true;
  });
  const lost = await numberedHeads(em());
  expect(await behind()).toEqual([
    { subject: 'graphs', detail: expect.any(String), isOpen: true },
    { subject: 'policy', detail: expect.stringContaining('Run citygraph-registry heads restored'), isOpen: true },
  ]);

  const where = ['--database', `sqlite:${at('registry.sqlite')}`];
  const key = ['--key', at('keys/graphs.pem')];
  const restored = (...flags: string[]) => command(['heads', 'restored', ...where, ...flags]);
  expect(await restored(...key)).toMatchObject({ code: 3, lines: [expect.stringContaining('--reason')] });
  const why = ['--reason', 'The disk failed.', '--by', 'ops'];
  // Whoever has a gateway's secret could have the numbers used up.
  const serving = { ...NOTHING_SERVED, policy: 1_000_000_000, graphs: 2_147_483_647 };
  await takeReport(
    em(),
    'stolen',
    { process: 'p', number: 1, at: new Date().toISOString(), serving, plugins: [], usage: [] },
    new Date(),
  );
  await watchServing(em(), clock);
  expect((await behind()).map(({ detail }) => detail)).toEqual([
    expect.stringMatching(
      /^one has graph set .* stolen has reported a graph set above 10000\d\d, .* give it a new one\.$/,
    ),
    expect.stringContaining('stolen has reported a policy above'),
  ]);
  expect(await restored(...key, ...why, '--graphs', '999999999')).toMatchObject({
    code: 1,
    lines: [expect.stringContaining('no registry gives more than 1000000')],
  });
  expect(await restored(...key, ...why)).toEqual({
    code: 0,
    lines: [
      `The policy goes on from ${ahead.policy + 1}; ${lost.policy} was the last.`,
      `The graph set goes on from ${ahead.graphs + 1}; ${lost.graphs} was the last.`,
    ],
  });
  await eventually(serves);
  await em().nativeDelete(GatewayProcess, { gateway: 'stolen' });
  await eventually(async () => {
    await watchServing(em(), clock);
    return (await behind()).every(({ isOpen }) => !isOpen);
  });
  await decide('air', 'again');
  await eventually(serves);
  expect(await restored(...key, ...why)).toMatchObject({
    lines: expect.arrayContaining([expect.stringContaining('No gateway has reported more')]),
  });
  expect(await command(['verify', ...where, ...key])).toMatchObject({ code: 0 });
}, 120_000);
