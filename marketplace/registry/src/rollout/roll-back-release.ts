import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { takeBack } from './end-rollout.ts';
import { reason } from './move-rollout.ts';
import { Rollout } from './rollout.entity.ts';

const RollBack = z.strictObject({ plugin: z.string().min(1).max(31), version: z.string().min(1).max(40), reason });

/**
 * Takes a release back that clients have: one that is tried through its rollout, a stable one for the one that was stable before it. Taken back already, it stays. Answers the
 * release's id.
 */
export function rollBackRelease(
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof RollBack>,
  now: Date,
): Promise<string> {
  const { plugin, version, reason } = validate(RollBack, input);
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    await loadPlugin(inner, viewer, plugin);
    const release = await inner.findOne(PluginRelease, { plugin, version }, { disableIdentityMap: true });
    if (!release) throw new CityGraphError('NOT_FOUND', `version: ${plugin} has no release ${version}.`);
    if (release.state === 'ROLLED_BACK') return release.id;
    const tried = { releaseId: release.id, state: { $in: ['RUNNING' as const, 'PAUSED' as const] } };
    const rollout = await inner.findOne(Rollout, tried, { disableIdentityMap: true });
    if (rollout) {
      await takeBack(inner, viewer, rollout, reason, now);
    } else if (release.state !== 'STABLE') {
      throw new CityGraphError('CONFLICT', `${plugin} ${version} is ${release.state}: no client has it.`);
    } else if (!(await takeStableBack(inner, viewer, release, reason, now))) {
      throw new CityGraphError(
        'CONFLICT',
        `${plugin} has no earlier stable release to go back to; switch it off with killPlugin, or publish a better one.`,
      );
    }
    return release.id;
  });
}

/** Inside a transaction that holds the graphs. Answers whether there was one to go back to; without it nothing is done. */
export async function takeStableBack(
  em: EntityManager,
  viewer: Viewer,
  release: PluginRelease,
  reason: string,
  now: Date,
): Promise<boolean> {
  const { id, plugin, digest } = release;
  const [before] = await em.find(
    PluginRelease,
    { plugin, state: 'SUPERSEDED' },
    { orderBy: { changedAt: 'desc', id: 'desc' }, limit: 1, disableIdentityMap: true },
  );
  if (!before) return false;
  await wantGraphs(em, viewer, { act: 'rollBackRelease', plugin, release: digest }, now);
  await changeReleaseState(em, release, 'ROLLED_BACK', now);
  await changeReleaseState(em, before, 'STABLE', now);
  await announce(em, 'release.rolled-back', { plugin, release: digest, to: before.digest, reason }, now);
  await audit(
    em,
    viewer,
    { act: 'rollBackRelease', target: id, reason, before: { stable: digest }, after: { stable: before.digest } },
    now,
  );
  await touchPolicy(em, now);
  return true;
}
