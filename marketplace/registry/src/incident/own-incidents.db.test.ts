import type { Viewer } from '@citygraph/contract';
import { officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { registry, withKeys } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { killPlugin, restorePlugin } from '../plugin/kill-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { startRollout } from '../rollout/start-rollout.ts';
import { addHealth } from '../service-level/add-health.ts';
import { watchRollouts } from '../service-level/watch-releases.ts';
import { healthOf } from '../testing/control-story.ts';
import { admitting, makePlugin, makePublisher, makeRelease, vendor } from '../testing/release-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { openIncident } from './open-incident.ts';

const member = (subject: string): Viewer => officer({ agency: 'x', subject, roles: ['resident'] });
const owner = member(vendor.owner);
const onlooker = member(vendor.viewer);
const stranger = resident('res_eve');

const department = testSubgraph(withKeys(keys), {
  now,
  async seed(em) {
    await registry.seed(em, city);
    await makePublisher(em);
    await makePlugin(em, 'air');
    // Somebody else's.
    await makePlugin(em, 'bus');
    await em.nativeUpdate(Plugin, { name: 'bus' }, { publisherId: 'pub_other' });
  },
});
const em = () => department.em();
const seconds = (after: number) => new Date(now.getTime() + after * 1_000);
const LIST = `query I($p: String, $f: Int! = 20, $a: String, $o: Boolean! = false) {
  incidents(plugin: $p, first: $f, after: $a, open: $o) {
    nodes { kind subject version detail action closedAt } pageInfo { hasNextPage endCursor } } }`;
const list = async (viewer: Viewer, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await department.as(viewer).run(LIST, variables);
  return errors ? { code: errors[0]?.extensions.code } : data.incidents;
};
const kinds = async (viewer: Viewer, variables: Record<string, unknown> = {}) =>
  (await list(viewer, variables)).nodes.map(
    ({ kind, subject }: { kind: string; subject: string }) => `${kind} ${subject}`,
  );
const topics = async (viewer: Viewer) => {
  await tellOutbox(em(), department.clock);
  const { data } = await department.as(viewer).run('{ notifications { nodes { topic } } }');
  return data.notifications.nodes.map(({ topic }: { topic: string }) => topic).sort();
};

describe('incidents', () => {
  it('of its own plugins are what a publisher reads, and nobody else’s', async () => {
    await openIncident(em(), { kind: 'RELEASE_BURNED', subject: 'air', version: '1.0.0', detail: '20 % errors.' }, now);
    await openIncident(em(), { kind: 'RELEASE_BURNED', subject: 'bus', version: '1.0.0', detail: 'Slow.' }, seconds(1));
    await openIncident(em(), { kind: 'GRAPH_REFUSED', subject: 'stable', detail: 'It does not compose.' }, seconds(2));
    const own = ['RELEASE_BURNED air'];
    for (const viewer of [owner, onlooker]) {
      expect(await kinds(viewer)).toEqual(own);
      expect(await kinds(viewer, { p: 'air' })).toEqual(own);
    }
    expect(await kinds(people.admin)).toEqual(['GRAPH_REFUSED stable', 'RELEASE_BURNED bus', 'RELEASE_BURNED air']);
    expect(await kinds(people.admin, { p: 'bus' })).toEqual(['RELEASE_BURNED bus']);
    expect(await list(owner, { p: 'bus' })).toEqual({ code: 'FORBIDDEN' });
    expect(await list(owner, { p: 'none' })).toEqual({ code: 'FORBIDDEN' });
    for (const viewer of [stranger, people.finance]) expect(await list(viewer)).toEqual({ code: 'FORBIDDEN' });
    expect(await list(people.nobody, { p: 'air' })).toEqual({ code: 'UNAUTHENTICATED' });
  });

  it('of the stable graph are no plugin’s, whatever it is called', async () => {
    await makePlugin(em(), 'stable');
    await openIncident(em(), { kind: 'GRAPH_REFUSED', subject: 'stable', detail: 'It names bus.' }, now);
    expect(await kinds(owner)).toEqual([]);
    expect(await kinds(owner, { p: 'stable' })).toEqual([]);
    expect(await topics(owner)).toEqual([]);
    expect(await topics(people.admin)).toEqual(['incident.opened']);
  });

  it('come in pages, the latest first', async () => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0'])
      await openIncident(
        em(),
        { kind: 'RELEASE_BURNED', subject: 'air', version, detail: 'Slow.' },
        seconds(Number(version[0])),
      );
    const first = await list(owner, { f: 2 });
    expect(first).toMatchObject({
      nodes: [{ version: '3.0.0' }, { version: '2.0.0' }],
      pageInfo: { hasNextPage: true },
    });
    const rest = await list(owner, { f: 2, a: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ nodes: [{ version: '1.0.0' }], pageInfo: { hasNextPage: false } });
  });

  it('begin with a pause by the hub itself, and say when the release was taken back; both are told once', async () => {
    const { digest } = await makeRelease(em(), { plugin: 'air', version: '1.0.0' });
    await startRollout(em(), owner, { plugin: 'air', version: '1.0.0' }, admitting, now);
    department.clock.set(seconds(10));
    await addHealth(em(), [healthOf('air', digest, 100, 40)], seconds(10));
    for (let time = 0; time < 2; time += 1) await watchRollouts(em(), department.clock);
    const paused = { kind: 'ROLLOUT_BURNED', version: '1.0.0', action: 'The rollout was paused.', closedAt: null };
    expect((await list(owner)).nodes).toMatchObject([paused]);
    expect(await topics(people.admin)).toEqual(['incident.opened']);
    department.clock.set(seconds(17));
    for (let time = 0; time < 2; time += 1) await watchRollouts(em(), department.clock);
    expect((await list(owner)).nodes).toMatchObject([{ ...paused, action: 'The release was taken back.' }]);
    expect(await topics(people.admin)).toEqual(['incident.acted-on', 'incident.opened']);
    expect(await topics(onlooker)).toEqual(expect.arrayContaining(['incident.acted-on', 'incident.opened']));
    expect(await topics(stranger)).toEqual([]);
  });

  it('hold a kill with its reason, which is over when the plugin is served again', async () => {
    await killPlugin(em(), people.admin, { plugin: 'air', reason: 'It sends what it may not.' }, now);
    await killPlugin(em(), people.admin2, { plugin: 'air', reason: 'Again.' }, now);
    const killed = { kind: 'PLUGIN_KILLED', subject: 'air', version: null, detail: 'It sends what it may not.' };
    expect((await list(owner, { o: true })).nodes).toMatchObject([
      { ...killed, action: 'The plugin was switched off.' },
    ]);
    expect([await topics(people.admin), await topics(people.admin2), await topics(owner)]).toEqual([
      [],
      ['plugin.killed'],
      ['plugin.killed'],
    ]);
    const STATUS = '{ plugin(name: "air") { status } }';
    expect((await department.as(people.nobody).run(STATUS)).data).toEqual({ plugin: { status: 'SWITCHED_OFF' } });
    await restorePlugin(em(), people.admin, { plugin: 'air', reason: 'It was mended.' }, seconds(60));
    expect((await list(owner, { o: true })).nodes).toEqual([]);
    expect((await list(owner)).nodes).toMatchObject([{ ...killed, closedAt: expect.any(String) }]);
    expect((await department.as(people.nobody).run(STATUS)).data).toEqual({ plugin: { status: 'NEW' } });
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    expect((await department.as(people.nobody).run(STATUS)).data).toEqual({ plugin: { status: 'SERVED' } });
    await killPlugin(em(), people.admin, { plugin: 'air', reason: 'It does so again.' }, seconds(120));
    expect(await kinds(owner, { o: true })).toEqual(['PLUGIN_KILLED air']);
    expect((await list(owner)).nodes).toHaveLength(2);
  });
});
