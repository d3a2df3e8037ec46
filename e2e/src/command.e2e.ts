import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, demoPasswords, openDeskAt, well } from './command-line.ts';
import { type Outsider, openOutsider, wentWell } from './packed/outsider.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { declaring, withBadge } from './stories/badge.ts';
import { developAnApp } from './stories/develop-an-app.ts';
import { graphsSeen, percentThatSee } from './stories/graphs-seen.ts';
import { askEach, type MadeUpCaller, makeUpCallers } from './stories/made-up-callers.ts';
import { type PluginFolder, pluginFolder } from './stories/plugin-folder.ts';
import { until } from './stories/until.ts';
import { did, openVendor, serveProof, type Vendor } from './stories/vendor.ts';
import { watchAReleaseFail } from './stories/watch-a-release-fail.ts';

let outsider: Outsider;
let hub: RunningHub;
let vendor: Vendor;
let maker: AtTheDesk;
let admin: AtTheDesk;
let developer: AtTheDesk;
let plugin: PluginFolder;
let callers: readonly MadeUpCaller[];
let besidePort: number;

/**
 * Of 1,000 callers, of whom each is tried on with a chance of a quarter, 25 % would be 25 ± 1.4 (one standard deviation): one run in thirty would be off by more than 3.
 * Of 4,000 it is 25 ± 0.7, and one run in fifty thousand.
 */
const CALLERS = 4_000;
const readingIn = (district: string): string => `{ adminDivision(code: "${district}") { name sky_reading } }`;
const READING = readingIn('220104');
const DISTRICTS = ['220102', '220103', '220104', '220105', '220106', '220112', '220113'];

const lineOf = (text: string, word: string): number => text.split('\n').findIndex((line) => line.includes(word)) + 1;

const onlyReview = async (): Promise<string> => {
  const queue = well(await admin.citygraph('admin', 'queue')) as { id: string }[];
  expect(queue).toHaveLength(1);
  return queue[0]?.id ?? '';
};

const seenBy = (some: readonly MadeUpCaller[]) => graphsSeen(some, 'sky_reading');

beforeAll(async () => {
  // The command as its users get it: packed, and installed into an empty folder.
  outsider = await openOutsider();
  await mkdir(join(outsider.folder, 'command'));
  wentWell(await outsider.run('npm', ['install', '--no-save', 'citygraph'], 'command'));
  const citygraph = join(outsider.folder, 'command/node_modules/citygraph/bin/citygraph.js');
  const [port, proofPort, beside] = [await freePort(), await freePort(), await freePort()];
  besidePort = beside;
  const addresses = [port, proofPort, beside].map((one) => `127.0.0.1:${one}`).join();
  hub = await startHub({ args: ['--plugins', addresses, '--rollout-minutes', '0'] });
  vendor = openVendor({
    person: 'vendor-satellite',
    publisher: 'sky-lab',
    namespace: 'sky',
    plugin: 'sky-readings',
    port,
    proofPort,
  });
  maker = await openDeskAt(hub.origin, citygraph);
  admin = await openDeskAt(hub.origin, citygraph);
  developer = await openDeskAt(hub.origin, citygraph);
  plugin = pluginFolder(maker, vendor);
}, 300_000);
afterAll(async () => {
  await Promise.all([vendor, maker, admin, developer].map((one) => one?.close()));
  await hub?.close();
  await outsider?.close();
});

describe('a vendor and an administrator, each with the command alone', () => {
  it('sign in by a page and a code, and the command says who they are and by what', async () => {
    const passwords = await demoPasswords(hub.dataDir);
    expect(await maker.interrupt(['auth', 'login'], /shows [A-Z0-9-]+;/)).toMatchObject({
      exit: 130,
      error: { code: 'INTERRUPTED' },
    });
    expect(await maker.citygraph('auth', 'whoami')).toMatchObject({ exit: 4, error: { code: 'NOT_SIGNED_IN' } });
    well(await maker.signIn('vendor-satellite', passwords['vendor-satellite'] ?? ''));
    well(await admin.signIn('admin', passwords.admin ?? ''));
    expect(well(await maker.citygraph('auth', 'whoami'))).toMatchObject({
      name: 'vendor-satellite',
      credential: { source: 'profile', from: 'default' },
      publishers: [],
    });
  }, 300_000);

  it('become a publisher and prove a domain', async () => {
    const facts = ['--name', 'Sky Lab', '--contact', 'help@sky.example', '--namespace', 'sky'];
    const intended = await maker.citygraph('publisher', 'register', 'sky-lab', ...facts, '--dry-run');
    expect(intended.data).toMatchObject({ dryRun: true, wouldSend: { operation: 'RegisterPublisher' } });
    well(await maker.citygraph('publisher', 'register', 'sky-lab', ...facts));
    expect(await admin.citygraph('publisher', 'register', 'sky-lab', ...facts)).toMatchObject({
      exit: 3,
      error: { code: 'CONFLICT' },
    });
    const asked = await maker.citygraph('publisher', 'verify', 'sky-lab', '--domain', `127.0.0.1:${vendor.proofPort}`);
    const challenge: { url: string; content: string } = asked.data;
    const server = await serveProof(vendor.proofPort, new URL(challenge.url).pathname, challenge.content);
    const proved = well(await maker.citygraph('publisher', 'verify', 'sky-lab'));
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(proved).toMatchObject({ verification: 'DOMAIN_PROVED' });
  }, 180_000);

  it('are taught by the checks: what is wrong has its line and its mending, and what is sent is declared', async () => {
    await plugin.writeRelease('1.0.0');
    await plugin.writeSdl(vendor.sdl('1.0.0').replace('sky_reading: Int', 'sky_reading: Int!'));
    const city = well(await maker.citygraph('schema', 'fetch')) as { subgraphs: { name: string }[] };
    expect(city.subgraphs.map(({ name }) => name)).toEqual(expect.arrayContaining(['government', 'registry']));
    const nonNull = {
      exit: 1,
      error: {
        code: 'REFUSED',
        message: expect.stringContaining('NONNULL'),
        location: { file: 'schema.graphql', line: lineOf(vendor.sdl('1.0.0'), 'sky_reading') },
        suggestions: ['Make it Int.', 'citygraph explain NONNULL has an example.'],
      },
    };
    const refused = await maker.citygraph('plugin', 'check');
    expect(refused).toMatchObject(nonNull);
    expect(await plugin.publish()).toMatchObject({ ...nonNull, error: { code: 'REFUSED' } });
    expect(well(await maker.citygraph('plugin', 'check', '--fix'))).toMatchObject({ mended: [{ rule: 'NONNULL' }] });
    const mended = await maker.citygraph('plugin', 'check');
    well(mended);

    // The plugin wants to be sent a name; its manifest says the key alone.
    await plugin.writeSdl(withBadge(vendor.sdl('1.0.0'), 'sky'));
    await plugin.writeManifest(declaring(vendor.manifest('1.0.0'), ['Resident.id']));
    const silent = await maker.citygraph('plugin', 'check');
    expect(silent).toMatchObject({
      exit: 1,
      error: {
        code: 'REFUSED',
        message: expect.stringMatching(/EGRESS[\s\S]*Resident\.name/),
        location: { file: 'schema.graphql', line: lineOf(withBadge(vendor.sdl('1.0.0'), 'sky'), 'sky_badge') },
      },
      data: { findings: [{ rule: 'EGRESS', coordinate: 'Resident.name' }] },
    });
    await plugin.writeManifest(declaring(vendor.manifest('1.0.0'), ['Resident.id', 'Resident.name']));
    const declared = await maker.citygraph('plugin', 'check');
    expect(well(declared)).toMatchObject({ admitted: true, findings: [] });
    console.info(
      `plugin check: NONNULL ${refused.ms} ms, mended ${mended.ms} ms; EGRESS ${silent.ms} ms, declared ${declared.ms} ms`,
    );
    expect((await maker.plainly('explain', 'EGRESS', '--locale', 'zh-CN')).out).toMatch(/^# EGRESS\n.*清单/);
    await plugin.writeRelease('1.0.0');
  }, 300_000);

  it('publish, and are live with no human: in the sandbox, nowhere else, and once', async () => {
    const publishing = await plugin.publish('--channel', 'sandbox', '--wait');
    console.info(`plugin publish --wait, until the sandbox serves it: ${publishing.ms} ms`);
    expect(well(publishing)).toMatchObject({ version: '1.0.0', serving: { state: 'SERVING' } });
    const keys = well(await maker.citygraph('plugin', 'key')) as { channel: string; keyId: string }[];
    expect(keys.map(({ channel }) => channel)).toEqual(['stable', 'sandbox']);
    await vendor.serve(hub);
    const sandbox = { as: vendor.person, headers: { 'citygraph-channel': 'sandbox' } };
    expect(did(await hub.ask(READING, {}, sandbox))).toMatchObject({
      adminDivision: { name: expect.any(String), sky_reading: 4 },
    });
    for (const as of [vendor.person, 'parent']) {
      const { data, errors } = await hub.ask(READING, {}, { as });
      expect([data, errors[0]?.message]).toEqual([
        undefined,
        expect.stringContaining('Cannot query field "sky_reading" on type "AdminDivision".'),
      ]);
    }
    expect(well(await plugin.publish())).toMatchObject({ isRepeat: true });
    const repeated = await maker.plainly('plugin', 'publish', '--channel', 'sandbox', '--wait');
    expect(repeated).toMatchObject({
      exit: 0,
      out: expect.stringContaining('sky-readings@1.0.0 is already published'),
    });
  }, 300_000);

  it('submit, are told what to change, submit again, and are approved by another person', async () => {
    expect(await maker.citygraph('plugin', 'submit', '--note', 'Only a reading')).toMatchObject({
      exit: 5,
      error: null,
    });
    const first = await onlyReview();
    const doubt = ['--changes', '--code', 'SCHEMA_UNCLEAR', '--reason', 'Say the unit of the reading.', '--yes'];
    expect(await maker.citygraph('admin', 'reject', first, ...doubt)).toMatchObject({
      exit: 4,
      error: { code: 'FORBIDDEN' },
    });
    expect(well(await admin.citygraph('admin', 'reject', first, ...doubt))).toMatchObject({
      state: 'CHANGES_REQUESTED',
    });
    const waits = { who: 'publisher', reason: 'Say the unit of the reading.' };
    expect(await plugin.releases()).toMatchObject([{ version: '1.0.0', state: 'CHANGES_REQUESTED', waitsFor: waits }]);
    expect(well(await admin.citygraph('admin', 'show', first))).toMatchObject({ state: 'CHANGES_REQUESTED' });

    // A release never changes: what was asked for comes as the next one, and takes the place of the first.
    await plugin.writeRelease('1.1.0');
    well(await plugin.publish('--wait'));
    expect(await maker.citygraph('plugin', 'submit', '--note', 'In micrograms')).toMatchObject({ exit: 5 });
    const second = await onlyReview();
    expect(second).not.toBe(first);
    expect(await admin.citygraph('admin', 'approve', second)).toMatchObject({
      exit: 3,
      error: { code: 'CONFIRMATION_NEEDED' },
    });
    expect(await maker.citygraph('admin', 'approve', second, '--yes')).toMatchObject({
      exit: 4,
      error: { code: 'FORBIDDEN' },
    });
    expect((await plugin.releases())[0]).toMatchObject({ state: 'IN_REVIEW', waitsFor: { who: 'reviewer' } });
    well(await admin.citygraph('admin', 'approve', second, '--yes'));
    expect(well(await admin.citygraph('admin', 'queue'))).toEqual([]);
    expect((await plugin.releases())[0]).toMatchObject({
      version: '1.1.0',
      state: 'APPROVED',
      waitsFor: { who: 'rollout' },
    });
  }, 300_000);

  it('are tried by 5 % of the callers, then by 25 % who stay the same, then there for everybody', async () => {
    callers = await makeUpCallers(hub, CALLERS);
    expect(await seenBy(callers.slice(0, 100))).toEqual(Array(100).fill(null));
    const few = await maker.citygraph('release', 'rollout', '--percent', '5', '--wait');
    expect(well(few)).toMatchObject({ percent: 5, state: 'RUNNING' });
    const atFive = await seenBy(callers.slice(0, 1_000));
    const more = await maker.citygraph('release', 'rollout', '--percent', '25', '--wait');
    expect(well(more)).toMatchObject({ percent: 25, state: 'RUNNING' });
    const started = performance.now();
    const atQuarter = await seenBy(callers);
    const again = await seenBy(callers);
    console.info(
      `release rollout: 5 % after ${few.ms} ms: ${percentThatSee(atFive)} % of 1000; 25 % after ${more.ms} ms: ${percentThatSee(atQuarter)} %; ${2 * CALLERS} answers in ${Math.round(performance.now() - started)} ms`,
    );
    expect(Math.abs(percentThatSee(atQuarter) - 25)).toBeLessThanOrEqual(3);
    expect(Math.abs(percentThatSee(atFive) - 5)).toBeLessThanOrEqual(3);
    expect(again).toEqual(atQuarter);
    // Whoever was in before is in still.
    expect(atFive.filter((seen, index) => seen !== null && atQuarter[index] === null)).toEqual([]);
    expect(await plugin.latestRollout()).toMatchObject({ version: '1.1.0', state: 'RUNNING', percent: 25 });
    const early = await maker.citygraph('release', 'promote', '--yes');
    expect(early.error).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('50 % come next') });
    well(await maker.citygraph('release', 'rollout', '--percent', '50'));
    const promoted = await maker.citygraph('release', 'promote', '--yes', '--wait');
    expect(well(promoted)).toMatchObject({ state: 'PROMOTED' });
    console.info(`release promote --wait, until everybody has it: ${promoted.ms} ms`);
    expect(new Set(await seenBy(callers.slice(0, 200)))).toEqual(new Set(['A reading of version 1.1.0.']));
    expect((await plugin.releases())[0]).toMatchObject({ version: '1.1.0', state: 'STABLE' });
    expect(well(await maker.citygraph('plugin', 'diff'))).toMatchObject({ equal: true });
  }, 300_000);

  it('are taken back by themselves when every fifth answer fails, and nobody else notices', async () => {
    await plugin.writeRelease('1.2.0', besidePort);
    const counted = await vendor.serveBeside(hub, besidePort, 'shaky');
    well(await plugin.publish());
    await maker.citygraph('plugin', 'submit');
    well(await admin.citygraph('admin', 'approve', await onlyReview(), '--yes'));
    well(await maker.citygraph('release', 'rollout', '--percent', '25', '--wait'));
    const { id: rollout } = await plugin.latestRollout();
    const some = callers.slice(0, 200);
    const seen = await seenBy(some);
    const isTried = (index: number) => seen[index] === 'A reading of version 1.2.0.';
    const failing = await watchAReleaseFail({
      tried: some.filter((_, index) => isTried(index)).slice(0, 30),
      others: some.filter((_, index) => !isTried(index)).slice(0, 30),
      documents: DISTRICTS.map(readingIn),
      maker,
      rollout,
    });
    const { pausedAfter, rolledBackAfter, triedAsked, triedFailed, othersAsked, othersFailed } = failing;
    const audit: { entries: { act: string; target: string; at: string; actor: string; reason: string }[] } = well(
      await admin.citygraph('admin', 'audit', '--last', '20'),
    );
    const byTheHub = (act: string) => audit.entries.find((one) => one.act === act && one.target === rollout);
    const [paused, rolledBack] = [byTheHub('pauseRollout'), byTheHub('rollBackRollout')];
    const between = Date.parse(rolledBack?.at ?? '') - Date.parse(paused?.at ?? '');
    console.info(
      `a release that fails ${counted.failed} of ${counted.asked} calls: ${triedFailed} of ${triedAsked} answers to whom it is tried on had an error; seen paused after ${pausedAfter} ms, taken back after ${rolledBackAfter} ms; by the audit ${between} ms between; ${othersAsked} answers to everybody else, ${othersFailed.length} with an error`,
    );
    expect(othersFailed).toEqual([]);
    expect(othersAsked).toBeGreaterThan(30);
    for (const act of [paused, rolledBack])
      expect(act).toMatchObject({
        actor: 'citygraph:registry',
        reason: expect.stringMatching(/% of \d+ calls failed/),
      });
    expect(await plugin.releases()).toMatchObject([
      { version: '1.2.0', state: 'ROLLED_BACK' },
      { version: '1.1.0', state: 'STABLE' },
      { version: '1.0.0' },
    ]);
    const logs = well(await admin.citygraph('plugin', 'logs', '--plugin', 'sky-readings')) as {
      kind: string;
      what: string;
    }[];
    expect(logs.filter(({ kind }) => kind === 'incident')).toMatchObject([{ what: expect.stringContaining('1.2.0') }]);
    // Those it was tried on have what everybody has, and it answers.
    await until(async () => (await seenBy(some)).every((one) => one === 'A reading of version 1.1.0.'));
    const answers = await askEach(some, (caller) => caller.ask(READING));
    expect(answers.filter(({ errors }) => (errors ?? []).length > 0)).toEqual([]);
  }, 300_000);

  it(
    'are found by an app’s developer, who subscribes, runs the sample of the docs, and learns the limits',
    () => developAnApp({ hub, vendor, developer, admin }),
    300_000,
  );

  it('are switched off and on again, and every act is in an audit whose chain holds', async () => {
    well(await admin.citygraph('admin', 'kill', 'sky-readings', '--reason', 'A sensor lies.', '--yes'));
    well(await admin.citygraph('admin', 'restore', 'sky-readings', '--reason', 'It is mended.'));
    const audit: { entries: { act: string }[]; chain: { intact: boolean } } = well(
      await admin.citygraph('admin', 'audit', '--all'),
    );
    expect(audit.chain.intact).toBe(true);
    expect(audit.entries.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['killPlugin', 'restorePlugin', 'publishRelease']),
    );
  }, 180_000);

  it('look after members, names, grants and an app', async () => {
    const { subject }: { subject: string } = well(await admin.citygraph('auth', 'whoami', '--offline'));
    well(await maker.citygraph('publisher', 'members', 'sky-lab', '--invite', subject, '--role', 'VIEWER'));
    const left: { invitations: unknown[] } = well(
      await maker.citygraph('publisher', 'members', 'sky-lab', '--remove', subject, '--yes'),
    );
    expect(left.invitations).toEqual([]);
    const why = ['--reason', 'The city’s own name for it'];
    expect(await maker.citygraph('publisher', 'claim', 'sky-lab', 'AdminDivision.sky', ...why)).toMatchObject({
      exit: 5,
    });
    expect(well(await maker.citygraph('publisher', 'claim', 'sky-lab'))).toMatchObject([{ state: 'REQUESTED' }]);
    well(await admin.citygraph('app', 'create', 'app-sky', '--name', 'Sky on the map'));
    await mkdir(join(admin.folder, 'src'));
    await writeFile(
      join(admin.folder, 'src/sky.graphql'),
      'query Sky { adminDivision(code: "220104") { name sky_reading } }',
    );
    expect(well(await admin.citygraph('app', 'check'))).toMatchObject({ now: [], next: [] });
    const pushed: { documents: { isNew: boolean }[] } = well(await admin.citygraph('app', 'push', 'app-sky'));
    expect(pushed.documents).toMatchObject([{ isNew: true }]);
    expect(well(await admin.citygraph('app', 'push', 'app-sky'))).toMatchObject({ documents: [{ isNew: false }] });
    const { id, key }: { id: string; key: string } = well(await admin.citygraph('app', 'key', 'app-sky', '--create'));
    expect(key.length).toBeGreaterThan(20);
    well(await admin.citygraph('app', 'key', 'app-sky', '--revoke', id, '--yes'));
    expect(well(await admin.citygraph('app', 'key', 'app-sky'))).toMatchObject([{ id, revokedAt: expect.any(String) }]);
    expect(well(await admin.citygraph('app', 'subscribe', 'app-sky'))).toMatchObject({ subscriptions: [] });
  }, 300_000);

  it('see what became of it all', async () => {
    const all = [
      ['plugin', 'logs'],
      ['plugin', 'metrics', '--hours', '24'],
      ['release', 'list'],
      ['schema', 'changelog'],
      ['schema', 'explain', 'AdminDivision.name'],
      ['app', 'list'],
      ['grant', 'list'],
      ['ledger', 'export'],
    ];
    for (const line of all) well(await maker.citygraph(...line));
    expect(well(await maker.citygraph('schema', 'diff'))).toMatchObject({
      equal: false,
      changed: [{ subgraph: 'sky-readings' }],
    });
    const sunset = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    well(await maker.citygraph('plugin', 'deprecate', '--sunset', sunset, '--reason', 'The sensors go.', '--yes'));
    expect(well(await maker.citygraph('plugin', 'status'))).toMatchObject({
      plugin: { deprecation: { reason: 'The sensors go.' } },
    });
    well(await maker.citygraph('plugin', 'deprecate', '--undo'));
    await plugin.writeRelease('1.3.0');
    well(await plugin.publish());
    well(await maker.citygraph('plugin', 'withdraw', '1.3.0', '--reason', 'Wrong unit', '--yes'));
    const list = well(await maker.citygraph('release', 'list')) as { version: string; state: string }[];
    expect(list.map(({ version, state }) => `${version} ${state}`)).toEqual([
      '1.3.0 WITHDRAWN',
      '1.2.0 ROLLED_BACK',
      '1.1.0 STABLE',
      expect.stringContaining('1.0.0'),
    ]);
  }, 300_000);

  it('find everything in order with the doctor, sign out, and are nobody then', async () => {
    const checks = (await maker.citygraph('doctor')).data as { name: string; state: string }[];
    expect(checks.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(well(await maker.citygraph('auth', 'logout'))).toMatchObject({ wasSignedIn: true, revoked: true });
    expect(await maker.citygraph('auth', 'whoami')).toMatchObject({ exit: 4, error: { code: 'NOT_SIGNED_IN' } });
  }, 180_000);
});
