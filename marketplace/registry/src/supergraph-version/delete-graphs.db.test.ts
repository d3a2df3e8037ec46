import { type GraphSet, generateSigningKey } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { moveHead } from '../graph-set/move-head.ts';
import { pinGraph } from '../graph-set/pin-graph.ts';
import { readSet } from '../graph-set/read-set.ts';
import { verifyHead } from '../graph-set/verify-head.ts';
import { wantGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { registry } from '../index.ts';
import { Head } from '../policy/head.entity.ts';
import { promoteRollout } from '../rollout/end-rollout.ts';
import { pauseRollout } from '../rollout/move-rollout.ts';
import { rollBackRelease } from '../rollout/roll-back-release.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import { NOTHING_SERVED } from '../testing/control-story.ts';
import {
  admitting,
  atOnce,
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  pluginSdl,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { Composition } from './composition.entity.ts';
import { deleteGraphs, type Retention } from './delete-graphs.ts';
import { readArtefact } from './read-artefact.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

const key = await generateSigningKey();
const day = (number: number) => new Date(now.getTime() + number * 86_400_000);
const NONE: Retention = { last: 0, days: 30, sandboxDays: 30, most: 100 };

function storyOf(department: ReturnType<typeof testSubgraph>) {
  const em = () => department.em();
  const settle = (at: Date, lane: 'served' | 'both' = 'both') =>
    graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => at }).settle(lane);
  const head = async (): Promise<GraphSet> => {
    const [{ version } = { version: 0 }] = await findRows(em(), Head, { name: 'graphs' });
    const set = await readSet(em(), version);
    if (!set) throw new Error('There is no graph set.');
    return set.payload;
  };
  return {
    em,
    settle,
    head,
    async begin() {
      await makePublisher(em());
      await importFirstParty(em(), departmentsOfStory, now);
      await makePlugin(em(), 'air');
      await settle(now);
      return (await head()).stable;
    },
    /** A release that is tried in the sandbox from a day on; answers the sandbox's graph. */
    async tried(version: string, at: Date): Promise<string> {
      const sdl = pluginSdl(`air_${version.replaceAll('.', '_')}`);
      const { digest } = await makeRelease(em(), { plugin: 'air', version, sdl, state: 'PUBLISHED', publishedAt: at });
      await wantGraphs(em(), HUB, { act: 'publishRelease', plugin: 'air', release: digest }, at);
      await settle(at);
      return (await head()).sandbox ?? '';
    },
    kept: async () =>
      (await em().find(SupergraphVersion, { deletedAt: null }, { fields: ['digest'], disableIdentityMap: true }))
        .map(({ digest }) => digest)
        .sort(),
    async verdict() {
      expect(await verifyHead(em(), [key.publicJwk])).toMatchObject({ faults: [] });
      expect(await verifyAudit(em())).toMatchObject({ intact: true });
    },
  };
}

describe('graphs that nobody has', () => {
  const department = testSubgraph(registry, { now });
  const { em, settle, head, begin, tried, kept, verdict } = storyOf(department);

  it('are deleted when they are old, some at a time, each time with one line in the audit', async () => {
    const stable = await begin();
    const graphs = [];
    for (const number of [1, 2, 3, 4]) graphs.push(await tried(`1.0.${number}`, day(number)));
    expect(await deleteGraphs(em(), day(31), NONE)).toBe(0);
    expect(await deleteGraphs(em(), day(60), { ...NONE, most: 2 })).toBe(2);
    expect(await kept()).toEqual([stable, ...graphs.slice(2)].sort());
    expect(await deleteGraphs(em(), day(60), { ...NONE, most: 2 })).toBe(1);
    expect(await deleteGraphs(em(), day(60), { ...NONE, most: 2 })).toBe(0);
    expect(await kept()).toEqual([stable, graphs[3]].sort());
    const [gone] = await em().find(SupergraphVersion, { digest: graphs[0] ?? '' }, { disableIdentityMap: true });
    expect(gone).toMatchObject({ document: '', deletedAt: day(60), releases: { air: expect.any(String) } });
    expect(await readArtefact(em(), graphs[0] ?? '', [key])).toBeNull();
    const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
    expect(acts.filter(({ act }) => act === 'deleteGraphs').map(({ reason, actor }) => [actor, reason])).toEqual([
      ['citygraph:registry', '2 graphs that nobody has had for 30 days, or the sandbox alone and not for 30.'],
      ['citygraph:registry', '1 graphs that nobody has had for 30 days, or the sandbox alone and not for 30.'],
    ]);
    await verdict();
  });

  it('are deleted after a day where the sandbox alone had them: whoever publishes all day fills no disk', async () => {
    const stable = await begin();
    const graphs = [];
    for (const number of [1, 2, 3, 4]) graphs.push(await tried(`1.0.${number}`, day(number / 10)));
    const soon: Retention = { ...NONE, last: 1, sandboxDays: 1 };
    expect(await deleteGraphs(em(), day(1.15), soon)).toBe(0);
    expect(await deleteGraphs(em(), day(1.25), soon)).toBe(1);
    expect(await deleteGraphs(em(), day(2), soon)).toBe(2);
    expect(await kept()).toEqual([stable, graphs[3]].sort());
    await verdict();
  });

  it('are those that no gateway has reported today, and not the last few that everybody or the sandbox had', async () => {
    const stable = await begin();
    const graphs = [];
    for (const number of [1, 2, 3, 4]) graphs.push(await tried(`1.0.${number}`, day(number)));
    const [first = '', second, third = '', last = ''] = graphs;
    const serving = { ...NOTHING_SERVED, stable: first };
    const report = { process: 'p', number: 1, at: day(60).toISOString(), serving, plugins: [], usage: [] };
    await takeReport(em(), 'gateway', report, day(60));
    expect(await deleteGraphs(em(), day(60), { ...NONE, last: 2 })).toBe(1);
    expect(await kept()).toEqual([stable, first, third, last].sort());
    expect(await readArtefact(em(), second ?? '', [key])).toBeNull();
  });

  it('are none of a rollout that is not over, paused or not, and none that an operator has pinned', async () => {
    const before = await begin();
    await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    const rollout = await startRollout(em(), people.admin, { plugin: 'air', version: '1.0.0' }, admitting, now);
    await settle(now, 'served');
    const [{ artefact } = { artefact: '' }] = (await head()).rollouts;
    await pauseRollout(em(), people.admin, { id: rollout, reason: 'We are on holiday.' }, day(1));
    await importFirstParty(em(), departmentsOfStory.slice(1), day(1));
    await settle(day(1), 'served');
    const { stable } = await head();
    await pinGraph(em, { viewer: HUB, digest: before, reason: 'Meters.', act: 'rollbackGraph', keys: [key] }, day(2));
    await deleteGraphs(em(), day(90), NONE);
    expect(await kept()).toEqual(expect.arrayContaining([before, artefact]));
    expect(await readArtefact(em(), artefact, [key])).not.toBeNull();
    expect(await readArtefact(em(), stable, [key])).toBeNull();
    await verdict();
  });

  it('are composed again, to the very same, when a release is taken back to what they were', async () => {
    await begin();
    const served: string[] = [];
    for (const version of ['1.0.0', '2.0.0']) {
      const field = `air_${version[0]}`;
      await makeRelease(em(), { plugin: 'air', version, sdl: pluginSdl(field) });
      const at = day(version === '1.0.0' ? 1 : 2);
      const id = await startRollout(em(), people.admin, { plugin: 'air', version }, admitting, at);
      await settle(at, 'served');
      await promoteRollout(em(), people.admin, { id }, atOnce, at);
      await settle(at, 'served');
      served.push((await head()).stable);
    }
    const [one = ''] = served;
    expect(await deleteGraphs(em(), day(60), NONE)).toBeGreaterThan(0);
    expect(await kept()).not.toContain(one);
    await rollBackRelease(
      em(),
      people.admin,
      { plugin: 'air', version: '2.0.0', reason: 'It lies.' },
      () => admitting,
      day(61),
    );
    await settle(day(61), 'served');
    expect((await head()).stable).toBe(one);
    expect(await readArtefact(em(), one, [key])).not.toBeNull();
    // It is as young as on its first day.
    expect(await deleteGraphs(em(), day(62), NONE)).toBe(0);
    await verdict();
  });

  it('cannot be put in force by hand, which says what can be done instead', async () => {
    const first = await begin();
    await importFirstParty(em(), departmentsOfStory.slice(1), day(1));
    await settle(day(1));
    const sequence = (await head()).sequence;
    await deleteGraphs(em(), day(60), NONE);
    const pin = { viewer: HUB, digest: first, reason: 'Meters.', act: 'rollbackGraph', keys: [key] };
    await expect(pinGraph(em, pin, day(61))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/was deleted on 2027-01-01.*Import it.*roll its releases back/),
    });
    expect((await head()).sequence).toBe(sequence);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('are named by no head, not even by one that was made before they were deleted', async () => {
    const first = await begin();
    await importFirstParty(em(), departmentsOfStory.slice(1), day(1));
    await settle(day(1));
    const [{ version, hash } = { version: 0, hash: '' }] = await findRows(em(), Head, { name: 'graphs' });
    const { sequence, issuedAt: _, ...before } = await head();
    const content = { ...before, stable: first };
    await deleteGraphs(em(), day(60), NONE);
    const at = { head: { version, hash }, before, content, leftOut: {}, asOf: -1, isPinned: false };
    const move = { viewer: HUB, ...at, keys: [key] };
    expect(await moveHead(em(), move, day(60))).toBe('gone');
    expect((await head()).sequence).toBe(sequence);
    await verdict();
  });

  it('take what failed to compose with them', async () => {
    await begin();
    const failed = { digest: null, leftOut: [], findings: [], milliseconds: 1 };
    await em().insert(Composition, { key: 'a'.repeat(64), ...failed, at: day(1) });
    await em().insert(Composition, { key: 'b'.repeat(64), ...failed, at: day(40) });
    await deleteGraphs(em(), day(60), NONE);
    const left = await em().find(Composition, { digest: null });
    expect(left.map(({ key: name }) => name[0])).toEqual(['b']);
  });
});

describe('many at once', () => {
  const busy = testSubgraph(registry, { commits: true, now });
  const { em, settle, head, begin, tried, verdict } = storyOf(busy);

  it('delete and go back at the same time, and the head is whole', async () => {
    await begin();
    for (const [index, version] of ['1.0.0', '2.0.0', '3.0.0'].entries()) {
      await tried(version, day(index));
      const release = { plugin: 'air', version };
      await em().getConnection().execute(`update plugin_release set state = 'APPROVED' where version = '${version}'`);
      const id = await startRollout(em(), people.admin, release, admitting, day(index));
      await settle(day(index));
      await promoteRollout(em(), people.admin, { id }, atOnce, day(index));
      await settle(day(index));
    }
    for (const version of ['3.0.0', '2.0.0']) {
      const back = { plugin: 'air', version, reason: 'It lies.' };
      await Promise.all([
        ...Array.from({ length: 3 }, () => deleteGraphs(em(), day(60), { ...NONE, most: 1 })),
        rollBackRelease(em(), people.admin, back, () => admitting, day(60)).then(() => settle(day(60))),
        ...Array.from({ length: 3 }, () => deleteGraphs(em(), day(60), { ...NONE, most: 1 })),
      ]);
      await settle(day(60));
      await verdict();
    }
    const artefact = await readArtefact(em(), (await head()).stable, [key]);
    expect(artefact?.payload.subgraphs.air).toMatchObject({ version: '1.0.0' });
  });
});
