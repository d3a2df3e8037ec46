import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { lapseOthers } from '../breaking-change/lapse-others.ts';
import { takenByWithdrawal } from '../breaking-change/taken-by-withdrawal.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { assertTakesEffect } from '../graph-set/withheld.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
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

/**
 * Takes a release back for good: its version is never given again. One in canary is rolled back first; the one that serves everybody goes at once only if nobody asks for
 * what goes with it. Withdrawn again, it stays so. Answers its id.
 */
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
    if (release.state === 'STABLE') await assertUnused(inner, release, now);
    await takeForGood(inner, viewer, release, reason, now);
  });
  return id;
}

/** Inside a transaction that holds the graphs. @throws CONFLICT when no such step is */
export async function takeForGood(
  em: EntityManager,
  viewer: Viewer,
  release: PluginRelease,
  reason: string,
  now: Date,
  act: 'withdrawRelease' | 'takeOutRelease' = 'withdrawRelease',
): Promise<void> {
  const { id, plugin, digest, state, version } = release;
  await assertTakesEffect(em, release);
  await wantGraphs(em, viewer, { act, plugin, release: digest }, now);
  await changeReleaseState(em, release, 'WITHDRAWN', now, reason);
  const open = { releaseId: id, state: { $in: ['OPEN', 'CHANGES_REQUESTED'] } } as never;
  await em.nativeUpdate(Review, open, { state: 'CLOSED', decidedAt: now, version: raw('version + 1') as never });
  await lapseOthers(em, { releaseId: id }, null);
  const before = { digest, version, state };
  const after = { ...before, state: 'WITHDRAWN' };
  await audit(em, viewer, { act, target: id, reason, before, after }, now);
  await touchPolicy(em, now);
}

/** @throws CONFLICT that says who would lose what, and what to do */
export async function assertUnused(
  em: EntityManager,
  release: PluginRelease,
  now: Date,
  advice = 'Ask with forceBreakingChange, and somebody who is not of its publisher confirms it.',
): Promise<void> {
  const { plugin, version } = release;
  const uses = await usageOf(
    em,
    (await takenByWithdrawal(em, release)).map(({ coordinate }) => coordinate),
    now,
  );
  if (uses.length === 0) return;
  const requests = uses.reduce((sum, { count }) => sum + count, 0);
  const apps = new Set(uses.map(({ app }) => app)).size;
  throw wrong(
    'CONFLICT',
    'release',
    `${plugin} ${version} serves everybody, and ${uses[0]?.coordinate} and what else goes with it was asked for ${requests} times in 30 days, by ${apps} app(s). ${advice}`,
  );
}
