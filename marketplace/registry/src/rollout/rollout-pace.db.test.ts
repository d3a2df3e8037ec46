import { generateSigningKey, type PluginHealth, type Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { watchServing } from '../gateway-process/watch-serving.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { pinGraph } from '../graph-set/pin-graph.ts';
import { unpinGraphs } from '../graph-set/recompose-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { withKeys } from '../index.ts';
import { killPlugin, restorePlugin } from '../plugin/kill-plugin.ts';
import { endMemberships } from '../publisher/end-memberships.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { healthOf, NOTHING_SERVED, reportOf } from '../testing/control-story.ts';
import {
  admitting,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  vendor,
} from '../testing/release-story.ts';
import { settleGraphs } from '../testing/settle-graphs.ts';
import { keys, now, people } from '../testing/story.ts';
import { Rollout } from './rollout.entity.ts';

const key = await generateSigningKey();
const ROLLOUT = 'id state percent waitsFor goesOnAt';
const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('a rollout goes on', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting }), {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
      await importFirstParty(em, departmentsOfStory, now);
    },
  });
  const em = () => department.em();
  const act = async (text: string, viewer: Viewer = owner) => {
    const { data, errors } = await department.as(viewer).run(`mutation M { ${text} }`);
    if (errors) return { code: errors[0]?.extensions.code, message: errors[0]?.message };
    return Object.values(data as Record<string, unknown>)[0];
  };
  const wait = (minutes: number) => department.clock.set(new Date(department.clock.now().getTime() + minutes * 60_000));
  const called = (calls: number) => gatewayServes({}, [healthOf('air', digest, calls, 0)]);
  const settled = () => settleGraphs(em, () => department.clock.now());
  /** A gateway serves all of the head, or all but what is said. */
  const gatewayServes = async (over: object = {}, plugins: readonly PluginHealth[] = []) => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    const { sequence, stable, sandbox, rollouts } = JSON.parse(last?.document ?? '').payload;
    const own = Object.fromEntries(rollouts.map((one: { id: string; artefact: string }) => [one.id, one.artefact]));
    const serving = { ...NOTHING_SERVED, graphs: sequence, stable, sandbox, rollouts: own, ...over };
    reports += 1;
    const report = reportOf({ process: 'gateway', number: reports, serving, plugins });
    await takeReport(em(), 'one', report, department.clock.now());
    await watchServing(em(), department.clock);
  };
  const served = async () => {
    await settled();
    await gatewayServes();
  };
  const later = async (minutes: number) => {
    await served();
    wait(minutes);
    await served();
  };
  let reports = 0;
  const step = (percent: number, more = '', viewer: Viewer = owner) =>
    act(`stepRollout(id: "${id}", percent: ${percent}${more}) { ${ROLLOUT} }`, viewer);
  const promote = (more = '', viewer: Viewer = owner) => act(`promoteRollout(id: "${id}"${more}) { state }`, viewer);
  let [id, digest] = ['', ''];

  beforeEach(async () => {
    department.clock.set(now);
    digest = (await makeRelease(em(), { plugin: 'air', version: '1.0.0' })).digest;
    const begun = await act('startRollout(plugin: "air", version: "1.0.0") { id }');
    id = (begun as { id: string }).id;
    await served();
  });

  it('once its step has seen enough calls, and says what is missing until then', async () => {
    await later(3.05);
    await called(12);
    expect(await step(25)).toEqual({
      code: 'CONFLICT',
      message: expect.stringContaining(
        'at 5 % it has seen 12 of 100 calls and 3 of 10 minutes; one of the two is enough. Ask again at 2026-11-02T01:10:00.000Z',
      ),
    });
    const { data } = await department.as(owner).run(`{ rollout(id: "${id}") { ${ROLLOUT} } }`);
    const [waitsFor, goesOnAt] = ['12 of 100 calls and 3 of 10 minutes', '2026-11-02T09:10:00+08:00'];
    expect(data.rollout).toMatchObject({ percent: 5, waitsFor, goesOnAt });
    await called(88);
    expect(await step(25)).toMatchObject({ percent: 25, waitsFor: '0 of 100 calls and 0 of 10 minutes' });
  });

  it('once its step has run for long enough, however seldom it is called', async () => {
    await later(9.9);
    expect(await step(25)).toMatchObject({ code: 'CONFLICT' });
    await later(0.1);
    expect(await step(25)).toMatchObject({ percent: 25 });
    // Every step has to see its own.
    await served();
    expect(await step(50)).toMatchObject({ message: expect.stringContaining('at 25 % it has seen 0 of 100 calls') });
  });

  it('anew after a pause: what its clients did not have, they have not seen', async () => {
    await later(9);
    await called(99);
    await act(`pauseRollout(id: "${id}", reason: "Looking at it.") { id }`);
    await later(60);
    await act(`resumeRollout(id: "${id}") { id }`);
    await served();
    expect(await step(25)).toMatchObject({ message: expect.stringContaining('0 of 100 calls and 0 of 10 minutes') });
  });

  it.each<
    [string, (em: EntityManager, now: Date) => Promise<unknown>, (em: EntityManager, now: Date) => Promise<unknown>]
  >([
    [
      'switched off',
      (inner, at) => killPlugin(inner, people.admin, { plugin: 'air', reason: 'It lies.' }, at),
      (inner, at) => restorePlugin(inner, people.admin, { plugin: 'air', reason: 'It was mended.' }, at),
    ],
    [
      'pinned away',
      async (inner, at) => {
        const [last] = await inner.find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
        const { stable } = JSON.parse(last?.document ?? '').payload;
        await pinGraph(em, { viewer: HUB, digest: stable, reason: 'Meters.', act: 'rollbackGraph', keys: [key] }, at);
      },
      (inner, at) => unpinGraphs(inner, people.admin, 'The meters are back.', at),
    ],
  ])('anew after it was %s: what its clients did not have, they have not seen', async (_, begin, end) => {
    await later(9);
    await called(99);
    await begin(em(), department.clock.now());
    await later(60);
    const { data } = await department.as(owner).run(`{ rollout(id: "${id}") { waitsFor } }`);
    expect(data.rollout.waitsFor).toBe('99 of 100 calls and 0 of 10 minutes');
    expect(await step(25)).toMatchObject({ code: 'CONFLICT' });
    await end(em(), department.clock.now());
    await served();
    expect(await step(25)).toMatchObject({ message: expect.stringContaining('0 of 100 calls and 0 of 10 minutes') });
  });

  it('not by minutes while nobody was served it: they begin when every gateway serves it', async () => {
    await act(`rollBackRollout(id: "${id}", reason: "Another one.") { id }`);
    await makeRelease(em(), { plugin: 'air', version: '2.0.0' });
    id = ((await act('startRollout(plugin: "air", version: "2.0.0") { id }')) as { id: string }).id;
    wait(60);
    expect(await step(25)).toEqual({
      code: 'CONFLICT',
      message: expect.stringContaining('no graph has it at 5 % yet'),
    });
    await settled();
    expect(await step(25)).toMatchObject({
      message: expect.stringContaining('no living gateway says that it serves it'),
    });
    await gatewayServes({ rollouts: {} });
    wait(9);
    await gatewayServes({ rollouts: {} });
    expect(await step(25)).toMatchObject({
      message: expect.stringContaining('1 of 1 living gateways do not serve it at 5 % yet'),
    });
    await served();
    expect(await step(25)).toMatchObject({ message: expect.stringContaining('0 of 100 calls and 0 of 10 minutes') });
    await later(10);
    expect(await step(25)).toMatchObject({ percent: 25 });
  });

  it('not while a gateway refuses its graph, however often it was called: neither by a step nor to everybody', async () => {
    await later(10);
    await step(25);
    await later(10);
    await step(50);
    await later(10);
    await called(100);
    const [{ artefact } = { artefact: null }] = await em().find(Rollout, { id });
    const reason = 'It cannot plan what is asked for: "{ me { name } }"';
    await gatewayServes({ rollouts: {}, refused: { [artefact ?? '']: reason } });
    const said =
      'a gateway refuses its graph (It cannot plan what is asked for). Take it back and publish what mends it';
    for (const refused of [() => step(100), () => promote()])
      expect(await refused()).toEqual({ code: 'CONFLICT', message: expect.stringContaining(said) });
    expect(await promote(', emergency: true', people.admin2)).toEqual({ state: 'PROMOTED' });
  });

  it('step by step where its publisher decides, and to everybody from the half', async () => {
    await later(10);
    expect(await step(50)).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('come 25 %') });
    expect(await promote()).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('25 % come next') });
    for (const percent of [25, 50]) {
      expect(await step(percent)).toMatchObject({ percent });
      await later(10);
    }
    await served();
    expect(await promote()).toEqual({ state: 'PROMOTED' });
  });

  it('to everybody once its last step has seen enough', async () => {
    await later(10);
    await step(25);
    await later(10);
    await step(50);
    await served();
    expect(await promote()).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('may not be promoted yet: at 50 % it has seen 0 of 100 calls'),
    });
    await later(10);
    expect(await promote()).toEqual({ state: 'PROMOTED' });
  });

  it('at once in an emergency, by an administrator of another house alone, and the audit names it', async () => {
    const hurry = ', emergency: true';
    expect(await step(100, '', people.admin)).toMatchObject({ code: 'CONFLICT' });
    expect(await step(25, hurry)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await promote(hurry)).toMatchObject({ code: 'FORBIDDEN' });
    const member = { publisherId: vendor.id, subject: 'sub-admin', role: 'VIEWER' as const, since: now };
    await em().insert(PublisherMember, member);
    expect(await step(25, hurry, people.admin)).toMatchObject({ message: expect.stringContaining('air is your own') });
    await endMemberships(em(), [member], now);
    expect(await step(25, hurry, people.admin)).toMatchObject({ message: expect.stringContaining('air is your own') });
    expect(await step(25, hurry, people.admin2)).toMatchObject({ percent: 25 });
    await served();
    expect(await promote('', people.admin2)).toMatchObject({ code: 'CONFLICT' });
    expect(await promote(hurry, people.admin2)).toEqual({ state: 'PROMOTED' });
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record).act);
    expect(acts).toEqual(expect.arrayContaining(['stepRolloutInEmergency', 'promoteRolloutInEmergency']));
  });
});

describe('where the operator says so', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting, pace: { calls: 2, minutes: 1 } }), {
    now,
    async seed(em) {
      await makePublisher(em);
      await makePlugin(em, 'air');
    },
  });

  it('steps wait for less', async () => {
    await makeRelease(department.em(), { plugin: 'air', version: '1.0.0' });
    const { data } = await department
      .as(owner)
      .run('mutation M { startRollout(plugin: "air", version: "1.0.0") { waitsFor } }');
    expect(data.startRollout.waitsFor).toBe('0 of 2 calls and 0 of 1 minutes');
  });
});
