import { canonicalJson, entryHash, type GraphSet, generateSigningKey, type Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { type Control, serveControl } from '../control/serve-control.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { Incident } from '../incident/incident.entity.ts';
import { withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { watchRollouts, watchStable } from '../service-level/watch-releases.ts';
import { gatewayOfStory, healthOf } from '../testing/control-story.ts';
import { policyOf } from '../testing/policy-of.ts';
import {
  admitting,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  NO_WAIT,
  pluginSdl,
  vendor,
} from '../testing/release-story.ts';
import { keys, now, people, person } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { Rollout } from './rollout.entity.ts';

const START =
  'mutation S($p: String!, $v: String!, $n: Int! = 5) { startRollout(plugin: $p, version: $v, percent: $n) { id state percent buckets version } }';
const STEP = 'mutation S($id: ID!, $n: Int!) { stepRollout(id: $id, percent: $n) { percent buckets } }';
const ACT = (act: string) => `mutation A($id: ID!) { ${act}(id: $id) { state } }`;
const SAID = (act: string) => `mutation A($id: ID!, $r: String!) { ${act}(id: $id, reason: $r) { state reason } }`;
const SWITCH = (act: string) => `mutation A($p: String!, $r: String!) { ${act}(plugin: $p, reason: $r) }`;
const BACK =
  'mutation B($p: String!, $v: String!, $r: String!) { rollBackRelease(plugin: $p, version: $v, reason: $r) }';

const SECRET = new Uint8Array(32).fill(5);
const owner = person(vendor.owner);
const onlooker = person(vendor.viewer);
const stranger = person('sub-stranger');
const key = await generateSigningKey();

describe('a release', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting, pace: NO_WAIT }), {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
      await importFirstParty(em, departmentsOfStory, now);
    },
  });
  let control: Control;
  beforeAll(async () => {
    control = await serveControl({
      host: '127.0.0.1',
      port: 0,
      gateways: [{ name: 'one', secret: SECRET }],
      report: (gateway, report) => takeReport(department.em(), gateway, report, department.clock.now()),
    });
  });
  afterAll(() => control.close());

  const em = () => department.em();
  const run = async (viewer: Viewer, document: string, variables: Record<string, unknown>) => {
    const { data, errors } = await department.as(viewer).run(document, variables);
    return errors ? { code: errors[0]?.extensions.code, message: errors[0]?.message } : data;
  };
  const start = async (over: Record<string, unknown> = {}, viewer: Viewer = owner) =>
    run(viewer, START, { p: 'air', v: '1.0.0', ...over });
  const settle = async (): Promise<GraphSet> => {
    await graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => department.clock.now() }).settle();
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    return JSON.parse(last?.document ?? '').payload;
  };
  const later = (seconds: number) => department.clock.set(new Date(department.clock.now().getTime() + seconds * 1_000));
  const stateOf = async (version: string) =>
    (await em().findOneOrFail(PluginRelease, { plugin: 'air', version }, { disableIdentityMap: true })).state;

  it('goes from some of the clients to all of them, and those who had it keep it', async () => {
    const manifest = {
      title: { zh: '空气', en: 'Air, measured' },
      description: { zh: '各区空气质量', en: 'Air quality of each district' },
    };
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', manifest });
    const { startRollout: begun } = await start();
    expect(begun).toMatchObject({ state: 'RUNNING', percent: 5, version: '1.0.0' });
    expect((await start()).startRollout.id).toBe(begun.id);
    const { stepRollout: stepped } = await run(people.admin, STEP, { id: begun.id, n: 25 });
    expect(stepped.buckets.slice(0, 5)).toEqual(begun.buckets);
    const { rollouts, stable } = await settle();
    expect(rollouts).toMatchObject([
      { plugin: 'air', buckets: stepped.buckets.toSorted((a: number, b: number) => a - b) },
    ]);
    expect(await run(people.admin, ACT('promoteRollout'), { id: begun.id })).toEqual({
      promoteRollout: { state: 'PROMOTED' },
    });
    expect(await stateOf('1.0.0')).toBe('STABLE');
    // What it says of itself was approved with it, and everybody reads it from now on.
    const texts = '{ plugin(name: "air") { title description titleZh descriptionZh } }';
    expect(await run(people.admin, texts, {})).toMatchObject({
      plugin: {
        title: 'Air, measured',
        description: 'Air quality of each district',
        titleZh: '空气',
        descriptionZh: '各区空气质量',
      },
    });
    const after = await settle();
    expect(after).toMatchObject({ stable: rollouts[0]?.artefact, rollouts: [] });
    expect(after.stable).not.toBe(stable);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('is served to nobody while its rollout is paused, and to the same clients when it is resumed', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    const { rollouts } = await settle();
    await run(owner, SAID('pauseRollout'), { id: begun.id, r: 'Looking at the numbers.' });
    expect((await settle()).rollouts).toEqual([]);
    expect(await run(owner, STEP, { id: begun.id, n: 25 })).toMatchObject({ code: 'CONFLICT' });
    await run(owner, ACT('resumeRollout'), { id: begun.id });
    expect((await settle()).rollouts).toEqual(rollouts);
  });

  it('that is taken back leaves what was there, under a higher sequence and the old name', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    const before = await settle();
    await makeRelease(em(), { plugin: 'air', version: '2.0.0', sdl: pluginSdl('air_two') });
    const { startRollout: begun } = await start({ v: '2.0.0' });
    await settle();
    await run(people.admin, ACT('promoteRollout'), { id: begun.id });
    expect((await settle()).stable).not.toBe(before.stable);
    expect(await stateOf('1.0.0')).toBe('SUPERSEDED');
    const returns = '{ plugin(name: "air") { releaseBefore { version state } } }';
    expect(await run(owner, returns, {})).toEqual({
      plugin: { releaseBefore: { version: '1.0.0', state: 'SUPERSEDED' } },
    });
    const back = { p: 'air', v: '2.0.0', r: 'It shows yesterday.' };
    expect(await run(onlooker, BACK, back)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(owner, BACK, back)).toEqual({ rollBackRelease: 'rel_air_2.0.0' });
    expect(await run(owner, BACK, back)).toEqual({ rollBackRelease: 'rel_air_2.0.0' });
    const after = await settle();
    expect(after.stable).toBe(before.stable);
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect(await stateOf('2.0.0')).toBe('ROLLED_BACK');
    expect(await run(owner, BACK, { ...back, v: '1.0.0' })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('killPlugin'),
    });
    expect(await em().find(OutboxEvent, { topic: 'release.rolled-back' })).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, Viewer, string]>([
    ['by nobody', {}, people.nobody, 'UNAUTHENTICATED'],
    ['by a stranger', {}, stranger, 'FORBIDDEN'],
    ['by a member who may only look', {}, onlooker, 'FORBIDDEN'],
    ['of a plugin that is not there', { p: 'none' }, people.admin, 'FORBIDDEN'],
    ['of a version that is not there', { v: '9.9.9' }, owner, 'NOT_FOUND'],
    ['that nobody approved', { v: '0.1.0' }, owner, 'CONFLICT'],
    ['with a per cent that is no step', { n: 7 }, owner, 'BAD_USER_INPUT'],
  ])('is not rolled out %s', async (_, over, viewer, code) => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    await makeRelease(em(), { plugin: 'air', version: '0.1.0', state: 'IN_REVIEW' });
    expect(await start(over, viewer)).toMatchObject({ code });
    expect(await em().count(Rollout)).toBe(0);
    // Nothing was asked of the graphs either.
    expect(await em().count(GraphChange, { act: 'startRollout' })).toBe(0);
  });

  it('shows its rollout’s reasons and buckets to its publisher and administrators alone', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    const seen = (viewer: Viewer) =>
      department
        .as(viewer)
        .run(`{ rollout(id: "${begun.id}") { state buckets } rollouts { nodes { plugin startedBy } } }`);
    for (const viewer of [onlooker, people.admin])
      expect((await seen(viewer)).data).toMatchObject({
        rollout: { buckets: begun.buckets },
        rollouts: { nodes: [{ startedBy: vendor.owner }] },
      });
    const { data, errors } = await seen(stranger);
    expect(data).toEqual({
      rollout: { state: 'RUNNING', buckets: null },
      rollouts: { nodes: [{ plugin: 'air', startedBy: null }] },
    });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('with 20 % errors is paused within a minute and taken back within ten seconds more, by the hub itself', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    await start();
    await settle();
    later(10);
    const gateway = gatewayOfStory(control.url, SECRET);
    const began = department.clock.now().getTime();
    const seconds = () => (department.clock.now().getTime() - began) / 1_000;
    const stands = async () =>
      (await em().findOneOrFail(Rollout, { plugin: 'air' }, { disableIdentityMap: true })).state;
    let paused = Number.POSITIVE_INFINITY;
    while ((await stands()) !== 'ROLLED_BACK' && seconds() < 120) {
      await gateway.report({ plugins: [healthOf('air', digest, 5, 1)] });
      await watchRollouts(em(), department.clock);
      if ((await stands()) === 'PAUSED') paused = Math.min(paused, seconds());
      later(2);
    }
    expect(await stands()).toBe('ROLLED_BACK');
    expect(paused).toBeLessThan(60);
    expect(seconds() - paused).toBeLessThan(10);
    expect((await settle()).rollouts).toEqual([]);
    expect(await stateOf('1.0.0')).toBe('ROLLED_BACK');
    expect(await em().find(Incident, {})).toMatchObject([
      { kind: 'ROLLOUT_BURNED', subject: 'air', version: '1.0.0', action: 'The release was taken back.' },
    ]);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('that burns is given to nobody more, whatever was changed a moment ago', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    await gatewayOfStory(control.url, SECRET).report({ plugins: [healthOf('air', digest, 100, 50)] });
    const burning = { code: 'CONFLICT', message: expect.stringContaining('50 % of 100 calls failed') };
    expect(await run(owner, STEP, { id: begun.id, n: 25 })).toMatchObject(burning);
    expect(await run(people.admin, ACT('promoteRollout'), { id: begun.id })).toMatchObject(burning);
    expect(await stateOf('1.0.0')).toBe('CANARY');
    later(80);
    expect(await run(owner, STEP, { id: begun.id, n: 25 })).toMatchObject({ stepRollout: { percent: 25 } });
  });

  it('that burns is not resumed by the publisher who paused it before the hub could, until it has not burned for a minute', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    later(10);
    await gatewayOfStory(control.url, SECRET).report({ plugins: [healthOf('air', digest, 100, 50)] });
    await run(owner, SAID('pauseRollout'), { id: begun.id, r: 'Looking at the numbers.' });
    expect(await run(owner, ACT('resumeRollout'), { id: begun.id })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('may not be resumed now: 50 % of 100 calls failed'),
    });
    later(80);
    expect(await run(owner, ACT('resumeRollout'), { id: begun.id })).toMatchObject({
      resumeRollout: { state: 'RUNNING' },
    });
  });

  it('that the hub stopped is not begun again by its publisher, but by an administrator', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    later(10);
    await gatewayOfStory(control.url, SECRET).report({ plugins: [healthOf('air', digest, 100, 50)] });
    await watchRollouts(em(), department.clock);
    const refused = { code: 'FORBIDDEN', message: expect.stringContaining('stopped by the hub') };
    expect(await run(owner, ACT('resumeRollout'), { id: begun.id })).toMatchObject(refused);
    later(6);
    await watchRollouts(em(), department.clock);
    expect(await stateOf('1.0.0')).toBe('ROLLED_BACK');
    expect(await start()).toMatchObject(refused);
    expect(await start({}, people.admin)).toMatchObject({ startRollout: { state: 'RUNNING' } });
  });

  it('of a publisher that is suspended, or of a plugin that is switched off, goes to nobody more', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    await run(owner, SAID('pauseRollout'), { id: begun.id, r: 'Looking at the numbers.' });
    await run(people.admin, SWITCH('killPlugin'), { p: 'air', r: 'It sends what it may not.' });
    expect(await run(owner, ACT('resumeRollout'), { id: begun.id })).toMatchObject({ code: 'CONFLICT' });
    await run(people.admin, SWITCH('restorePlugin'), { p: 'air', r: 'It was mended.' });
    await em().nativeUpdate(Publisher, {}, { suspended: 'It is under investigation.' });
    const refused = { code: 'FORBIDDEN', message: expect.stringContaining('is suspended') };
    expect(await run(owner, ACT('resumeRollout'), { id: begun.id })).toMatchObject(refused);
    expect(await run(people.admin, ACT('promoteRollout'), { id: begun.id })).toMatchObject(refused);
    expect(await run(owner, SAID('rollBackRollout'), { id: begun.id, r: 'Given up.' })).toMatchObject({
      rollBackRollout: { state: 'ROLLED_BACK' },
    });
    expect(await start()).toMatchObject(refused);
  });

  it('that keeps its promise is left alone, and one that was paused by people is left to them', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const { startRollout: begun } = await start();
    later(10);
    await gatewayOfStory(control.url, SECRET).report({ plugins: [healthOf('air', digest, 100, 3)] });
    await watchRollouts(em(), department.clock);
    expect(await em().findOneOrFail(Rollout, { plugin: 'air' })).toMatchObject({ state: 'RUNNING' });
    await run(owner, SAID('pauseRollout'), { id: begun.id, r: 'By hand.' });
    await gatewayOfStory(control.url, SECRET).report({ plugins: [healthOf('air', digest, 100, 90)] });
    later(8);
    await watchRollouts(em(), department.clock);
    expect(await em().findOneOrFail(Rollout, { plugin: 'air' }, { disableIdentityMap: true })).toMatchObject({
      state: 'PAUSED',
      reason: 'By hand.',
    });
    expect(await run(owner, ACT('promoteRollout'), { id: begun.id })).toMatchObject({ code: 'CONFLICT' });
  });

  it('that burns while it is stable is taken back for the one before it, once; after that a person is told', async () => {
    const one = await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'SUPERSEDED' });
    const two = await makeRelease(em(), { plugin: 'air', version: '2.0.0', state: 'STABLE' });
    const gateway = gatewayOfStory(control.url, SECRET);
    const minutes = async (count: number, digest: string, failed: number) => {
      for (let minute = 0; minute < count; minute += 1) {
        later(60);
        await gateway.report({ plugins: [healthOf('air', digest, 100, failed)] });
        await watchStable(em(), department.clock, admitting);
      }
    };
    // A bad moment after four good ones, and then one after another.
    await minutes(4, two.digest, 0);
    await minutes(3, two.digest, 100);
    expect(await stateOf('2.0.0')).toBe('STABLE');
    await minutes(1, two.digest, 20);
    expect([await stateOf('1.0.0'), await stateOf('2.0.0')]).toEqual(['STABLE', 'ROLLED_BACK']);
    await makeRelease(em(), { plugin: 'air', version: '0.9.0', state: 'SUPERSEDED' });
    await minutes(6, one.digest, 100);
    expect(await stateOf('1.0.0')).toBe('STABLE');
    expect(await em().find(Incident, {}, { orderBy: { version: 'asc' } })).toMatchObject([
      { version: '1.0.0', action: null },
      { version: '2.0.0', action: 'The release was taken back for the one before it.' },
    ]);
  });

  it('of a plugin that was killed stays in the graph, and the next bundle says why it is silent', async () => {
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    const policy = () => policyOf(em(), keys.subjectSecret, department.clock.now());
    const before = await policy();
    const kill = { p: 'air', r: 'It sends what it may not.' };
    expect(await run(owner, SWITCH('killPlugin'), kill)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(people.admin, SWITCH('killPlugin'), { ...kill, p: 'none' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await run(people.admin, SWITCH('killPlugin'), kill)).toEqual({ killPlugin: 'air' });
    expect(await run(people.admin2, SWITCH('killPlugin'), { ...kill, r: 'Again.' })).toEqual({ killPlugin: 'air' });
    const killed = await policy();
    expect(killed.version).toBe(before.version + 1);
    expect(killed.plugins).toEqual({ air: { disabled: kill.r, release: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    const { principal } = people.admin;
    const ownAdmin: Viewer = { ...people.admin, principal: { ...principal, subject: vendor.owner } };
    expect(await run(ownAdmin, SWITCH('restorePlugin'), { p: 'air', r: 'It was mended.' })).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('your own'),
    });
    await run(people.admin, SWITCH('restorePlugin'), { p: 'air', r: 'It was mended.' });
    expect((await policy()).plugins.air).toMatchObject({ disabled: null });
    expect((await em().find(OutboxEvent, {}, { orderBy: { at: 'asc' } })).map(({ topic }) => topic).sort()).toEqual([
      'plugin.killed',
      'plugin.restored',
    ]);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
    // The last entry written anew, hash and all.
    const [last] = await em().find(AuditEntry, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    if (!last) throw new Error('Nothing was audited.');
    const record = canonicalJson({ ...JSON.parse(last.record), actor: 'somebody-else' });
    const hash = entryHash({ sequence: last.sequence, previous: last.previous, record: JSON.parse(record) });
    await em().nativeUpdate(AuditEntry, { sequence: last.sequence }, { record, hash });
    expect(await verifyAudit(em())).toEqual({ intact: false, entries: last.sequence, brokenAt: last.sequence });
  });
});
