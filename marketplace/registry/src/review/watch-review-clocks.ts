import { addWorkingDays, type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';
import { levelsReached } from '../data-grant/data-grant.rules.ts';
import { unlessRaised } from '../data-grant/unless-raised.ts';
import { announce } from '../outbox/announce.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { Review, ReviewAlert, ReviewApproval } from './review.entity.ts';
import { agenciesMissing, officesFor, unlisted, validOf } from './review.rules.ts';

const MOST = 500;

/** Raises what the clock of each review has reached while it is the reviewers' turn, each level once, whoever raises it. */
export async function watchReviewClocks(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  for (let last = ''; ; ) {
    const waiting = await findRows(
      em,
      Review,
      { id: { $gt: last }, state: 'OPEN', dueAt: { $lte: addWorkingDays(now, 2) } },
      { orderBy: { id: 'asc' }, limit: MOST },
    );
    const reviewId = { $in: waiting.map(({ id }) => id) };
    const raised = await findRows(em, ReviewAlert, { reviewId });
    for (const review of waiting) {
      const known = raised.filter((alert) => alert.reviewId === review.id).map(({ level }) => level);
      for (const level of levelsReached(review.dueAt, now).filter((reached) => !known.includes(reached)))
        await raise(em, review, level, now);
    }
    const end = waiting.at(-1);
    if (!end || waiting.length < MOST) return;
    last = end.id;
  }
}

/** The alert and the word of it are one: whoever comes second at the same moment raises nothing and tells nobody. */
async function raise(em: EntityManager, review: Review, level: GrantAlertLevel, now: Date): Promise<void> {
  const { id, plugin, publisherId, agencies, dueAt } = review;
  await transact(em, async (inner) => {
    await inner.insert(ReviewAlert, { reviewId: id, level, raisedAt: now });
    const given = await findRows(inner, ReviewApproval, { reviewId: id });
    const [publisher] = await findRows(inner, Publisher, { id: publisherId });
    const told = { plugin, review: id, level, dueAt: dueAt.toISOString() };
    const missing = agenciesMissing(unlisted(agencies), validOf(review, given));
    const offices = officesFor(missing, publisher?.uscc ?? null);
    await announce(inner, 'review.clock-reached', told, now, { offices });
  }).catch(unlessRaised);
}

export const watchReviews: Job = { name: 'watch-review-clocks', everySeconds: 60, run: watchReviewClocks };
