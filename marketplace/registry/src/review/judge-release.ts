import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { changeReview, type LoadedReview, loadToJudge } from './load-review.ts';
import { Review, ReviewApproval } from './review.entity.ts';
import { isApproved, validOf } from './review.rules.ts';
import { ReviewReason } from './review-reason.ts';

const Approval = z.strictObject({
  review: z.string().min(1).max(40),
  digest: z.string().length(64),
  egressDigest: z.string().length(64).nullable().default(null),
});
const Refusal = z.strictObject({
  review: z.string().min(1).max(40),
  reasonCode: z.enum(ReviewReason),
  reason: reasonText,
});

/** One reviewer's yes to exactly this release; with the last that is needed, it is approved. Said again by the same person, it stays so. Answers the review's id. */
export async function approveRelease(
  em: EntityManager,
  viewer: Viewer,
  approval: z.input<typeof Approval>,
  now: Date,
): Promise<string> {
  const { review: id, digest, egressDigest } = validate(Approval, approval);
  await transact(em, async (inner) => {
    const loaded = await held(inner, viewer, id, now);
    const { review, release } = loaded;
    if (review.digest !== digest || release.digest !== digest) {
      throw wrong(
        'CONFLICT',
        'digest',
        `review ${id} is of release ${review.digest}, not ${digest}; look at that one.`,
      );
    }
    const approver = subjectOf(viewer);
    const earlier = await inner.find(ReviewApproval, { reviewId: id }, { disableIdentityMap: true });
    assertSawEgress(loaded, earlier, egressDigest);
    if (validOf(review, earlier).some((given) => given.approver === approver)) return;
    assertOpen(loaded);
    if (loaded.publisher.suspended !== null) {
      throw wrong('CONFLICT', 'review', `its publisher is suspended: ${loaded.publisher.suspended}`);
    }
    const agency = viewer.principal.agency ?? '';
    const given = {
      reviewId: id,
      approver,
      agency,
      standsIn: isAdministrator(viewer),
      digest,
      egressDigest: review.egressDigest,
      approvedAt: now,
    };
    const others = earlier.filter((one) => one.approver !== approver);
    if (others.length === earlier.length) await inner.insert(ReviewApproval, given);
    else await inner.nativeUpdate(ReviewApproval, { reviewId: id, approver }, given);
    const isLast = isApproved(review, [...others, given]);
    const change = isLast ? ({ state: 'APPROVED', decidedAt: now } as const) : {};
    await changeReview(inner, review, change);
    if (isLast) {
      await changeReleaseState(inner, release, 'APPROVED', now);
      await announce(inner, 'review.decided', toldOf(loaded, 'APPROVED', null), now);
    }
    const act = { act: 'approveRelease', target: id, before: review, after: { ...review, ...change, given } };
    await audit(inner, viewer, act, now);
    // What is granted to the plugin reaches the release from now on.
    if (isLast) await touchPolicy(inner, now);
  });
  return id;
}

/** Gives the turn back to the publisher: the reviewers' clock stands until the release is handed in again. Answers the review's id. */
export const requestChanges = (
  em: EntityManager,
  viewer: Viewer,
  refusal: z.input<typeof Refusal>,
  now: Date,
): Promise<string> => refuse(em, viewer, 'CHANGES_REQUESTED', refusal, now);

/** The last word on a release; another version may be better. Answers the review's id. */
export const rejectRelease = (
  em: EntityManager,
  viewer: Viewer,
  refusal: z.input<typeof Refusal>,
  now: Date,
): Promise<string> => refuse(em, viewer, 'REJECTED', refusal, now);

async function refuse(
  em: EntityManager,
  viewer: Viewer,
  state: 'CHANGES_REQUESTED' | 'REJECTED',
  refusal: z.input<typeof Refusal>,
  now: Date,
): Promise<string> {
  const { review: id, reasonCode, reason } = validate(Refusal, refusal);
  await transact(em, async (inner) => {
    const loaded = await held(inner, viewer, id, now);
    const { review, release } = loaded;
    if (review.state === state && review.reasonCode === reasonCode && review.decisionReason === reason) return;
    assertOpen(loaded);
    const change = {
      state,
      reasonCode,
      decisionReason: reason,
      decidedAt: now,
      pausedAt: state === 'CHANGES_REQUESTED' ? now : null,
    };
    await changeReview(inner, review, change);
    await changeReleaseState(inner, release, state, now, reason);
    await announce(inner, 'review.decided', { ...toldOf(loaded, state, reason), reasonCode }, now);
    const act = state === 'REJECTED' ? 'rejectRelease' : 'requestChanges';
    await audit(inner, viewer, { act, target: id, reason, before: review, after: { ...review, ...change } }, now);
  });
  return id;
}

/**
 * What a release is sent may change while its review waits, for it is what the graph would send it: so a yes names what was looked at, unless nothing is sent and nothing was.
 * @throws BAD_USER_INPUT where it names nothing, CONFLICT where it names something else
 */
function assertSawEgress(
  { review, release }: LoadedReview,
  earlier: readonly ReviewApproval[],
  named: string | null,
): void {
  const { id, egressDigest } = review;
  if (named === egressDigest) return;
  if (named !== null) {
    throw wrong(
      'CONFLICT',
      'egressDigest',
      `what the release of review ${id} is sent is not what you name; look at its egressDiff again and name the review's egressDigest.`,
    );
  }
  const isAgain = validOf(review, earlier).length < earlier.length;
  if (release.egress.length === 0 && !isAgain) return;
  const sent = release.egress.length === 0 ? 'was sent data' : `is sent data (${release.egress.length} coordinates)`;
  throw wrong(
    'BAD_USER_INPUT',
    'egressDigest',
    `the release of review ${id} ${sent}; look at its egressDiff, and name the review's egressDigest with your yes.`,
  );
}

/** Held before it is read: of two decisions at once, the second is one of what the first left. */
async function held(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<LoadedReview> {
  await em.nativeUpdate(Review, { id }, { version: raw('version') as never });
  return loadToJudge(em, viewer, id, now);
}

function assertOpen({ review, release }: LoadedReview): void {
  if (review.state === 'OPEN' && release.state === 'IN_REVIEW') return;
  throw wrong('CONFLICT', 'review', `review ${review.id} is ${review.state} already.`);
}

const toldOf = ({ review, release }: LoadedReview, decision: string, reason: string | null) => ({
  plugin: review.plugin,
  version: release.version,
  release: release.digest,
  review: review.id,
  decision,
  reason,
});
