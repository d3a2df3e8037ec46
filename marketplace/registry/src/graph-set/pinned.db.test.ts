import { generateSigningKey, type Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { HUB } from '../hub-viewer.ts';
import { Incident } from '../incident/incident.entity.ts';
import { withKeys } from '../index.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { addHealth } from '../service-level/add-health.ts';
import { watchStable } from '../service-level/watch-releases.ts';
import { healthOf, NOTHING_SERVED, reportOf } from '../testing/control-story.ts';
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
import { settleGraphs } from '../testing/settle-graphs.ts';
import { keys, now, people } from '../testing/story.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { pinGraph } from './pin-graph.ts';

const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });
const key = await generateSigningKey();

describe('while an operator has pinned the stable graph', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting, pace: NO_WAIT }), { now });
  const em = () => department.em();
  const clock = () => department.clock.now();
  const run = async (viewer: Viewer, text: string) => {
    const { data, errors } = await department.as(viewer).run(text);
    if (errors) return { code: errors[0]?.extensions.code, message: errors[0]?.message };
    return data;
  };
  const act = (viewer: Viewer, text: string) => run(viewer, `mutation M { ${text} }`);
  const settle = () => settleGraphs(em, clock);
  const stateOf = async (version: string) =>
    (await em().findOneOrFail(PluginRelease, { plugin: 'air', version }, { disableIdentityMap: true })).state;
  const head = async () => {
    const [last] = await em().find(GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
    return JSON.parse(last?.document ?? '').payload;
  };
  const pinned = {
    code: 'CONFLICT',
    message: expect.stringMatching(/pinned since .* by citygraph:registry .*unpinGraphs/),
  };
  let digest = '';

  beforeEach(async () => {
    department.clock.set(now);
    await makePublisher(em());
    await makePlugin(em(), 'air');
    await importFirstParty(em(), departmentsOfStory, now);
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'SUPERSEDED' });
    digest = (await makeRelease(em(), { plugin: 'air', version: '2.0.0', sdl: pluginSdl('air_two'), state: 'STABLE' }))
      .digest;
    await makeRelease(em(), { plugin: 'air', version: '3.0.0', sdl: pluginSdl('air_three') });
    await settle();
    const pin = {
      viewer: HUB,
      digest: (await head()).stable,
      reason: 'Meters are off.',
      act: 'rollbackGraph',
      keys: [key],
    };
    await pinGraph(em, pin, now);
  });

  it('nothing is said to be taken out of it that stays in it', async () => {
    const back = 'rollBackRelease(plugin: "air", version: "2.0.0", reason: "It shows yesterday."';
    expect(await act(owner, `${back})`)).toMatchObject(pinned);
    expect(await act(people.admin, `${back}, emergency: true)`)).toMatchObject(pinned);
    const out = 'release: "rel_air_2.0.0", reason: "It shows yesterday."';
    expect(await act(people.admin, `takeOutRelease(${out}, inUse: true) { id }`)).toMatchObject(pinned);
    expect(await act(owner, `withdrawRelease(${out}) { id }`)).toMatchObject(pinned);
    expect([await stateOf('1.0.0'), await stateOf('2.0.0')]).toEqual(['SUPERSEDED', 'STABLE']);
    expect(await act(people.admin, 'killPlugin(plugin: "air", reason: "It shows yesterday.")')).toEqual({
      killPlugin: 'air',
    });
    // What is not in it can go.
    expect(await act(owner, 'withdrawRelease(release: "rel_air_3.0.0", reason: "Not yet good.") { id }')).toEqual({
      withdrawRelease: { id: 'rel_air_3.0.0' },
    });
  });

  it('nobody is given anything new', async () => {
    expect(await act(owner, 'startRollout(plugin: "air", version: "3.0.0") { id }')).toMatchObject(pinned);
    expect(await stateOf('3.0.0')).toBe('APPROVED');
  });

  it('a release that burns is an incident, and stays the one that is watched', async () => {
    for (let minutes = 5; minutes >= 0; minutes -= 1)
      await addHealth(em(), [healthOf('air', digest, 100, 50)], new Date(now.getTime() - minutes * 60_000));
    await watchStable(em(), department.clock, admitting);
    expect(await stateOf('2.0.0')).toBe('STABLE');
    expect(await em().find(Incident, { kind: 'RELEASE_BURNED' })).toMatchObject([
      { action: null, detail: expect.stringContaining('pinned since') },
    ]);
  });

  it('what it withholds is accepted and no more, and says so, until it ends', async () => {
    expect(
      await act(owner, 'replaceHopKey(plugin: "air", number: 3, reason: "Somebody left with it.") { name }'),
    ).toEqual({
      replaceHopKey: { name: 'air' },
    });
    await importFirstParty(
      em(),
      departmentsOfStory.map(({ name, sdl }) => ({ name, sdl: `${sdl}\n# other` })),
      now,
    );
    await settle();
    let reports = 0;
    const serves = async () => {
      const { sequence, stable, sandbox } = await head();
      const serving = { ...NOTHING_SERVED, graphs: sequence, stable, sandbox };
      await takeReport(em(), 'one', reportOf({ process: 'p', number: ++reports, serving }), clock());
    };
    await serves();
    const last = async () =>
      (
        await run(people.admin, '{ graphDecisions(first: 10) { nodes { act state heldBy } } }')
      ).graphDecisions.nodes.filter(({ act: name }: { act: string }) =>
        ['replaceHopKey', 'importFirstParty'].includes(name),
      );
    const held = { state: 'ACCEPTED', heldBy: expect.stringContaining('pinned since') };
    expect((await last()).slice(0, 2)).toEqual([
      { act: 'importFirstParty', ...held },
      { act: 'replaceHopKey', ...held },
    ]);
    const open =
      '{ incidents(open: true) { nodes { kind subject } } graphSets(first: 2) { nodes { pin { digest reason pinnedBy } } } }';
    const { stable } = await head();
    expect(await run(people.admin, open)).toMatchObject({
      incidents: { nodes: [{ kind: 'GRAPH_PINNED', subject: 'stable' }] },
      graphSets: {
        nodes: [{ pin: { digest: stable, reason: 'Meters are off.', pinnedBy: 'citygraph:registry' } }, { pin: null }],
      },
    });
    expect(await act(people.admin, 'unpinGraphs(reason: "The meters are back.")')).toEqual({ unpinGraphs: true });
    await settle();
    await serves();
    const serving = { state: 'SERVING', heldBy: null };
    expect((await last()).slice(0, 2)).toEqual([
      { act: 'importFirstParty', ...serving },
      { act: 'replaceHopKey', ...serving },
    ]);
    expect(await run(people.admin, open)).toMatchObject({
      incidents: { nodes: [] },
      graphSets: { nodes: [{ pin: null }, { pin: null }] },
    });
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });
});
