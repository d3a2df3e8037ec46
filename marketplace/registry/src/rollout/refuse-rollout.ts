import type { Viewer } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { openIncident } from '../incident/open-incident.ts';
import { announce } from '../outbox/announce.ts';
import { takeBack } from './end-rollout.ts';
import { changeRollout, releaseOf } from './load-rollout.ts';
import { Rollout } from './rollout.entity.ts';
import { noteStopped } from './stopped-by.ts';

/**
 * A rollout whose graph cannot be: one that never served is taken back, one that did (the stable graph under it has changed) is paused until somebody decides. Done by
 * somebody else meanwhile: nothing.
 */
export function refuseRollout(
  em: EntityManager,
  viewer: Viewer,
  { id, revision }: Pick<Rollout, 'id' | 'revision'>,
  { reason, hasServed }: { readonly reason: string; readonly hasServed: boolean },
  now: Date,
): Promise<void> {
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await inner.findOne(Rollout, { id, revision, state: 'RUNNING' }, { disableIdentityMap: true });
    if (!rollout) return;
    const { plugin, releaseDigest: release } = rollout;
    const { version } = await releaseOf(inner, rollout.releaseId);
    const trouble = { kind: 'ROLLOUT_REFUSED' as const, subject: plugin, version, detail: reason };
    if (!hasServed) {
      await openIncident(inner, { ...trouble, action: 'The release was taken back.' }, now);
      return takeBack(inner, viewer, rollout, reason, now);
    }
    await openIncident(inner, { ...trouble, action: 'The rollout was paused.' }, now);
    await wantGraphs(inner, viewer, { act: 'pauseRollout', plugin, release }, now);
    const change = { state: 'PAUSED' as const, reason, changedBy: viewer.principal.subject ?? '', changedAt: now };
    await changeRollout(inner, rollout, change);
    await noteStopped(inner, viewer, rollout.releaseId);
    await announce(inner, 'rollout.pauseRollout', { rollout: id, plugin, release, reason }, now);
    const act = { act: 'pauseRollout', target: id, reason, before: rollout, after: { ...rollout, ...change } };
    await audit(inner, viewer, act, now);
  });
}
