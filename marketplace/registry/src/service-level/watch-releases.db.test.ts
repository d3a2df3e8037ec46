import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Incident } from '../incident/incident.entity.ts';
import { withKeys } from '../index.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { healthOf } from '../testing/control-story.ts';
import { admitting, makePlugin, makePublisher, makeRelease, NO_WAIT, vendor } from '../testing/release-story.ts';
import { keys, now } from '../testing/story.ts';
import { addHealth } from './add-health.ts';
import { watchRollouts, watchStable } from './watch-releases.ts';

const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('a stable release that burns', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting, pace: NO_WAIT }), { now });
  const em = () => department.em();
  const digests: Record<string, string> = {};
  const make = async (plugin: string, version: string, state: PluginRelease['state'], publishedAt = now) => {
    const { digest } = await makeRelease(em(), { plugin, version, state, publishedAt });
    if (state === 'STABLE') digests[plugin] = digest;
  };
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const answered = async (failed: Record<string, number>) => {
    for (const minute of [0, 1, 2, 3, 4])
      for (const [plugin, share] of Object.entries(failed))
        await addHealth(em(), [healthOf(plugin, digests[plugin] ?? '', 100, share)], minutesAgo(minute));
  };
  const watch = (hours?: number) =>
    watchStable(em(), department.clock, admitting, hours === undefined ? undefined : { newHours: hours });
  const states = async () =>
    Object.fromEntries(
      (await em().find(PluginRelease, {}, { orderBy: { id: 'asc' }, disableIdentityMap: true })).map(
        ({ plugin, version, state }) => [`${plugin} ${version}`, state],
      ),
    );
  const incidents = async () =>
    (await em().find(Incident, {}, { orderBy: { subject: 'asc' } })).map(({ kind, subject, action, detail }) => ({
      kind,
      subject,
      action,
      detail,
    }));

  beforeEach(async () => {
    department.clock.set(now);
    await makePublisher(em());
    for (const plugin of ['air', 'bus', 'cat']) {
      await makePlugin(em(), plugin);
      await make(plugin, '1.0.0', 'SUPERSEDED');
      await make(plugin, '2.0.0', 'STABLE');
    }
  });

  it('is taken back though a rollout of the same plugin was just taken back, by its publisher or by the hub', async () => {
    await make('air', '3.0.0', 'APPROVED');
    const act = (text: string) => department.as(owner).run(`mutation M { ${text} }`);
    const { data } = await act('startRollout(plugin: "air", version: "3.0.0") { id }');
    await act(`rollBackRollout(id: "${data.startRollout.id}", reason: "It was a mistake.") { id }`);
    await answered({ air: 50, bus: 0, cat: 0 });
    await watch();
    expect(await states()).toMatchObject({
      'air 1.0.0': 'STABLE',
      'air 2.0.0': 'ROLLED_BACK',
      'air 3.0.0': 'ROLLED_BACK',
    });
  });

  it('stays when it has done well for long, and its publisher is told what to do', async () => {
    const long = new Date(now.getTime() - 25 * 3_600_000);
    await em().nativeUpdate(PluginRelease, { plugin: 'air', version: '2.0.0' }, { changedAt: long });
    await answered({ air: 100, bus: 0, cat: 0 });
    await watch();
    expect(await states()).toMatchObject({ 'air 1.0.0': 'SUPERSEDED', 'air 2.0.0': 'STABLE' });
    expect(await incidents()).toEqual([
      {
        kind: 'RELEASE_BURNED',
        subject: 'air',
        action: null,
        detail: expect.stringContaining('has done well for long'),
      },
    ]);
    // As the deployment has it.
    await watch(26);
    expect(await states()).toMatchObject({ 'air 1.0.0': 'STABLE', 'air 2.0.0': 'ROLLED_BACK' });
  });

  it('is not taken back as a rollout either when most of the plugins burn with it, nor once they have recovered', async () => {
    const { digest } = await makeRelease(em(), {
      plugin: 'air',
      version: '3.0.0',
      state: 'APPROVED',
      publishedAt: now,
    });
    const { data } = await department
      .as(owner)
      .run('mutation { startRollout(plugin: "air", version: "3.0.0") { id } }');
    const rollout = () => em().findOneOrFail(Rollout, { id: data.startRollout.id }, { disableIdentityMap: true });
    const look = async (seconds: number) => {
      department.clock.set(new Date(now.getTime() + seconds * 1_000));
      await watchRollouts(em(), department.clock);
    };
    await answered({ air: 100, bus: 60, cat: 0 });
    await addHealth(em(), [healthOf('air', digest, 100, 100)], now);
    await look(1);
    expect(await rollout()).toMatchObject({ state: 'PAUSED' });
    for (const seconds of [7, 400]) {
      await look(seconds);
      expect(await rollout()).toMatchObject({ state: 'PAUSED' });
    }
    expect(await incidents()).toMatchObject([
      { kind: 'ROLLOUT_BURNED', detail: expect.stringContaining('own network') },
    ]);
    // A person who closes the incident has looked.
    await em().nativeUpdate(Incident, { kind: 'ROLLOUT_BURNED' }, { openKey: 'closed' });
    await look(410);
    expect(await rollout()).toMatchObject({ state: 'ROLLED_BACK' });
  });

  it('stays when most of the plugins burn at once: it is hardly each one’s release', async () => {
    await answered({ air: 100, bus: 60, cat: 0 });
    await watch();
    expect(await states()).toMatchObject({ 'air 2.0.0': 'STABLE', 'bus 2.0.0': 'STABLE' });
    expect(await incidents()).toEqual(
      ['air', 'bus'].map((subject) => ({
        kind: 'RELEASE_BURNED',
        subject,
        action: null,
        detail: expect.stringContaining('own network'),
      })),
    );
  });

  it('is taken back when it is the only one that is called', async () => {
    await answered({ air: 100 });
    await watch();
    expect(await states()).toMatchObject({ 'air 1.0.0': 'STABLE', 'air 2.0.0': 'ROLLED_BACK' });
  });
});
