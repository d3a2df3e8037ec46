import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { WithReason } from '../plain-text.ts';
import { loadOwnPlugin } from '../plugin/load-plugin.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { Review } from '../review/review.entity.ts';
import { wrong } from '../wrong.ts';
import { changeReleaseState } from './change-release-state.ts';
import { PluginRelease } from './plugin-release.entity.ts';

/** A release of one's own. @throws FORBIDDEN, also when there is none */
export async function loadOwnRelease(em: EntityManager, viewer: Viewer, id: string): Promise<PluginRelease> {
  subjectOf(viewer);
  const release = await em.findOne(PluginRelease, { id }, { disableIdentityMap: true });
  if (!release)
    throw wrong(
      'FORBIDDEN',
      'release',
      `there is no release ${id.slice(0, 40)}, or your publisher has not published it.`,
    );
  await loadOwnPlugin(em, viewer, release.plugin, PUBLISHING);
  return release;
}

/** Takes a release back for good: its version is never given again. One in canary is rolled back first. Withdrawn again, it stays so. Answers its id. */
export async function withdrawRelease(
  em: EntityManager,
  viewer: Viewer,
  { release: id, reason: said }: { readonly release: string; readonly reason: string },
  now: Date,
): Promise<string> {
  const { reason } = validate(WithReason, { reason: said });
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const release = await loadOwnRelease(inner, viewer, id);
    if (release.state === 'WITHDRAWN') return;
    await wantGraphs(inner, viewer, { act: 'withdrawRelease', plugin: release.plugin, release: release.digest }, now);
    await changeReleaseState(inner, release, 'WITHDRAWN', now, reason);
    const open = { releaseId: id, state: { $in: ['OPEN', 'CHANGES_REQUESTED'] } } as never;
    await inner.nativeUpdate(Review, open, { state: 'CLOSED', decidedAt: now, version: raw('version + 1') as never });
    const { digest, state, version } = release;
    const before = { digest, version, state };
    const after = { ...before, state: 'WITHDRAWN' };
    await audit(inner, viewer, { act: 'withdrawRelease', target: id, reason, before, after }, now);
    await touchPolicy(inner, now);
  });
  return id;
}
