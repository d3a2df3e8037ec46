import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { assertTakesEffect } from '../graph-set/withheld.ts';
import { reasonText } from '../plain-text.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { assertNotOwn } from '../publisher/assert-not-own.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { takeBack } from './end-rollout.ts';
import { Rollout } from './rollout.entity.ts';
import { LIVING_STATES } from './rollout.rules.ts';
import { releaseBefore, takeJudgedBack, takeUnjudgedBack } from './take-stable-back.ts';

const RollBack = z.strictObject({
  plugin: z.string().min(1).max(31),
  version: z.string().min(1).max(40),
  reason: reasonText,
  emergency: z.boolean().default(false),
});

/**
 * Takes a release back that clients have: one that is tried through its rollout, at once, for that only takes something out of the graph; a stable one for the one that was
 * stable before it, if that may still be everybody's. In an emergency an administrator of another house does so without a look. Taken back already, it stays. Answers the
 * release's id.
 */
export async function rollBackRelease(
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof RollBack>,
  admission: () => Admission,
  now: Date,
): Promise<string> {
  const { plugin, version, reason, emergency } = validate(RollBack, input);
  const { publisherId } = await loadPlugin(em, viewer, plugin);
  if (emergency) {
    assertAdministrator(viewer);
    await assertNotOwn(em, viewer, await publisherOf(em, publisherId), { argument: 'plugin', name: plugin }, now);
  }
  const release = await em.findOne(PluginRelease, { plugin, version }, { disableIdentityMap: true });
  if (!release) throw new CityGraphError('NOT_FOUND', `version: ${plugin} has no release ${version}.`);
  const { id, state } = release;
  if (state === 'ROLLED_BACK' || (await takeRolloutBack(em, viewer, release, reason, now))) return id;
  if (state !== 'STABLE') throw new CityGraphError('CONFLICT', `${plugin} ${version} is ${state}: no client has it.`);
  const before = await releaseBefore(em, plugin);
  if (before === null) {
    throw new CityGraphError(
      'CONFLICT',
      `${plugin} has no earlier stable release to go back to; switch it off with killPlugin, or publish a better one.`,
    );
  }
  const back = { release, before, reason };
  if (emergency) await takeUnjudgedBack(em, viewer, back, now);
  else await takeJudgedBack(em, viewer, back, { admission: admission() }, now);
  return id;
}

/** Answers whether it was tried by a rollout, which is over now. */
function takeRolloutBack(
  em: EntityManager,
  viewer: Viewer,
  release: PluginRelease,
  reason: string,
  now: Date,
): Promise<boolean> {
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const tried = { releaseId: release.id, state: { $in: LIVING_STATES } };
    const rollout = await inner.findOne(Rollout, tried, { disableIdentityMap: true });
    if (rollout === null) return false;
    await assertTakesEffect(inner, release);
    await takeBack(inner, viewer, rollout, reason, now);
    return true;
  });
}
