import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { Incident } from '../incident/incident.entity.ts';
import { withKeys } from '../index.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { admitting, makePlugin, makePublisher, makeRelease, NO_WAIT, vendor } from '../testing/release-story.ts';
import { keys, now, people } from '../testing/story.ts';
import { endIdleRollouts } from './end-idle-rollouts.ts';
import { Rollout } from './rollout.entity.ts';

const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

/** A rollout, or why it was refused. */
interface Acted {
  readonly id: string;
  readonly buckets: readonly number[];
}

describe('what one rollout keeps from others', () => {
  const department = testSubgraph(withKeys(keys, { admission: admitting, pace: NO_WAIT }), { now });
  const em = () => department.em();
  const act = async (viewer: Viewer, text: string): Promise<Acted> => {
    const { data, errors } = await department.as(viewer).run(`mutation M { ${text} }`);
    const [refused] = errors ?? [];
    const said: unknown = refused
      ? { code: refused.extensions.code, message: refused.message }
      : Object.values(data)[0];
    return said as Acted;
  };
  const start = (plugin: string, viewer = owner) =>
    act(viewer, `startRollout(plugin: "${plugin}", version: "1.0.0") { id state percent }`);
  const step = (id: string, percent: number) =>
    act(people.admin, `stepRollout(id: "${id}", percent: ${percent}) { percent buckets }`);
  const pause = (id: string) => act(owner, `pauseRollout(id: "${id}", reason: "Looking at it.") { state }`);
  const resume = (id: string) => act(owner, `resumeRollout(id: "${id}") { state percent buckets }`);
  const later = async (hours: number) => {
    department.clock.set(new Date(department.clock.now().getTime() + hours * 3_600_000));
    await endIdleRollouts(em(), department.clock);
  };
  const rollout = (id: string) => em().findOneOrFail(Rollout, { id }, { disableIdentityMap: true });

  beforeEach(async () => {
    department.clock.set(now);
    await makePublisher(em());
    for (const plugin of ['air', 'bus', 'cat']) {
      await makePlugin(em(), plugin);
      await makeRelease(em(), { plugin, version: '1.0.0' });
    }
  });

  it('are two of eight at most, whoever has more plugins; an administrator begins more', async () => {
    await start('air');
    await start('bus');
    expect(await start('cat')).toEqual({
      code: 'CONFLICT',
      message: expect.stringContaining('2 rollouts of one publisher at once'),
    });
    await em().nativeUpdate(Plugin, { name: 'bus' }, { publisherId: 'pub_other' });
    expect(await start('cat')).toMatchObject({ state: 'RUNNING' });
    await em().nativeUpdate(Plugin, { name: 'bus' }, { publisherId: vendor.id });
    await act(
      owner,
      `rollBackRollout(id: "${(await em().findOneOrFail(Rollout, { plugin: 'cat' })).id}", reason: "Too many.") { id }`,
    );
    expect(await start('cat', people.admin)).toMatchObject({ state: 'RUNNING' });
  });

  it('are its clients for an hour after it was paused, and then others may have them', async () => {
    const { id } = await start('air');
    await step(id, 100);
    await pause(id);
    await later(0.9);
    expect((await rollout(id)).buckets).toHaveLength(100);
    expect(await start('bus')).toMatchObject({ code: 'CONFLICT' });
    await later(0.2);
    expect(await rollout(id)).toMatchObject({ state: 'PAUSED', percent: 100, buckets: [] });
    const other = await start('bus');
    expect(await resume(id)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('other rollouts own 5 %'),
    });
    await act(owner, `rollBackRollout(id: "${other.id}", reason: "Given up.") { id }`);
    const { buckets, ...resumed } = await resume(id);
    expect([resumed, buckets.length]).toEqual([{ state: 'RUNNING', percent: 100 }, 100]);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('ends when nobody moved it for days: it is taken back with an incident, and may be begun again', async () => {
    const { id } = await start('air');
    await later(71);
    expect((await rollout(id)).state).toBe('RUNNING');
    await later(2);
    expect(await rollout(id)).toMatchObject({ state: 'ROLLED_BACK', reason: 'Nobody moved it for 3 days.' });
    expect(await em().find(Incident, {})).toMatchObject([{ kind: 'ROLLOUT_IDLE', subject: 'air', version: '1.0.0' }]);
    expect(await start('air')).toMatchObject({ state: 'RUNNING' });
  });

  it('ends after a month, however busily it was paused and resumed', async () => {
    const { id } = await start('air');
    for (let day = 0; day < 30; day += 2) {
      await pause(id);
      await later(24);
      await resume(id);
      await later(24);
    }
    expect((await rollout(id)).state).toBe('RUNNING');
    await later(24);
    expect((await rollout(id)).state).toBe('ROLLED_BACK');
  });
});
