import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { assertAdministrator } from '../administrator.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { WithReason } from '../plain-text.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { assertNotOwn } from '../publisher/assert-not-own.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { takeBack } from '../rollout/end-rollout.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { LIVING_STATES } from '../rollout/rollout.rules.ts';
import { wrong } from '../wrong.ts';
import { PluginRelease } from './plugin-release.entity.ts';
import { assertUnused, takeForGood } from './withdraw-release.ts';

export interface TakeOut {
  readonly release: string;
  readonly reason: string;
  /** Clients may lose what they ask for. */
  readonly inUse: boolean;
}

/**
 * Takes a release of somebody else's out of every graph and for good: for administrators, whatever its state, with a reason that its publisher reads. What is tried of it is
 * taken back first; where clients ask for what goes with it, who does is said, and it is done for whoever says `inUse`. Taken out already, it stays so. Answers its id.
 */
export async function takeOutRelease(
  em: EntityManager,
  viewer: Viewer,
  { release: id, reason: said, inUse }: TakeOut,
  now: Date,
): Promise<string> {
  assertAdministrator(viewer);
  const { reason } = validate(WithReason, { reason: said });
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const release = await releaseAt(inner, id);
    const { plugin } = release;
    const { publisherId } = await inner.findOneOrFail(Plugin, { name: plugin }, { disableIdentityMap: true });
    await assertNotOwn(
      inner,
      viewer,
      await publisherOf(inner, publisherId),
      { argument: 'release', name: plugin },
      now,
    );
    if (release.state === 'WITHDRAWN') return;
    if (release.state === 'STABLE' && !inUse) {
      await assertUnused(inner, release, now, 'Say inUse: true if they are to lose it all the same.');
    }
    const living = { releaseId: id, state: { $in: LIVING_STATES } };
    const rollout = await inner.findOne(Rollout, living, { disableIdentityMap: true });
    if (rollout) await takeBack(inner, viewer, rollout, reason, now);
    await takeForGood(inner, viewer, await releaseAt(inner, id), reason, now, 'takeOutRelease');
  });
  return id;
}

async function releaseAt(em: EntityManager, id: string): Promise<PluginRelease> {
  const release = await em.findOne(PluginRelease, { id }, { disableIdentityMap: true });
  if (!release) throw wrong('NOT_FOUND', 'release', `there is no release ${id.slice(0, 40)}.`);
  return release;
}
