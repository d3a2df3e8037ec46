import type { Viewer } from '@citygraph/contract';
import { addWorkingDays, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { holdOwnPlugin } from '../plugin/load-plugin.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { egressGrowth } from '../plugin-release/egress-growth.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { judgeForReview } from './judge-for-review.ts';
import { changeReview } from './load-review.ts';
import { Review, ReviewAlert } from './review.entity.ts';
import { officesFor, unlisted, WORKING_DAYS_TO_REVIEW } from './review.rules.ts';
import { askedAbout, assertNotSubmittedTooOften, leaveOthers } from './submit-release.ts';

export interface Again {
  readonly release: PluginRelease;
  readonly note: string;
}

/**
 * The graph under an approved release has changed, and with it what the release would be sent: its review begins anew, about all that it is sent now, and no earlier yes
 * counts. Answers the review's id.
 * @throws CONFLICT when it would be sent no more than was approved, or when admission finds an error by now
 */
export async function submitAgain(
  em: EntityManager,
  viewer: Viewer,
  { release: read, note }: Again,
  admission: Admission,
  now: Date,
): Promise<string> {
  // Even where the graph is the one of its last look: its publisher says that something has changed.
  const { verdict, ground } = await judgeForReview(em, { ...read, judgedGround: null } as PluginRelease, admission);
  const { plugin: name, version, id: releaseId } = read;
  const { egress } = verdict;
  if (egressGrowth(read.egress, egress).length === 0) {
    throw wrong('CONFLICT', 'release', `${name} ${version} is ${read.state}, and holds: try it with startRollout.`);
  }
  return transact(em, async (inner) => {
    const { publisher } = await holdOwnPlugin(inner, viewer, name, PUBLISHING);
    const release = await inner.findOneOrFail(PluginRelease, { id: releaseId }, { disableIdentityMap: true });
    const known = await inner.findOneOrFail(Review, { releaseId }, { disableIdentityMap: true });
    if (release.revision !== read.revision)
      throw wrong('CONFLICT', 'release', `${name} ${version} was changed meanwhile; read it again.`);
    await assertNotSubmittedTooOften(inner, release, now);
    await leaveOthers(inner, viewer, release, now);
    await inner.nativeUpdate(PluginRelease, { id: releaseId }, { egress, judgedGround: ground });
    await changeReleaseState(inner, release, 'IN_REVIEW', now);
    const about = await askedAbout(inner, { ...release, egress });
    const change = {
      state: 'OPEN' as const,
      ...about,
      note,
      submittedBy: subjectOf(viewer),
      dueAt: addWorkingDays(now, WORKING_DAYS_TO_REVIEW),
      pausedAt: null,
      decidedAt: null,
    };
    await changeReview(inner, known, change);
    // The clock begins anew, and what it reached before was another question's.
    await inner.nativeDelete(ReviewAlert, { reviewId: known.id });
    const told = { plugin: name, version, release: release.digest, review: known.id, isAgain: true };
    const concerned = { offices: officesFor(unlisted(about.agencies), publisher.uscc), except: [subjectOf(viewer)] };
    await announce(inner, 'review.asked', told, now, concerned);
    const after = { ...known, ...change };
    await audit(inner, viewer, { act: 'submitRelease', target: known.id, before: known, after }, now);
    // What is granted to the plugin reaches the release no more until people said yes again.
    await touchPolicy(inner, now);
    return known.id;
  });
}
