import { addWorkingDays, type Clock, findRows, type Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { levelsReached } from '../data-grant/data-grant.rules.ts';
import { Review, ReviewAlert } from './review.entity.ts';

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
    for (const { id: reviewId, dueAt } of waiting) {
      for (const level of levelsReached(dueAt, now)) {
        await em
          .createQueryBuilder(ReviewAlert)
          .insert({ reviewId, level, raisedAt: now })
          .onConflict(['reviewId', 'level'])
          .ignore()
          .execute();
      }
    }
    const end = waiting.at(-1);
    if (!end || waiting.length < MOST) return;
    last = end.id;
  }
}

export const watchReviews: Job = { name: 'watch-review-clocks', everySeconds: 60, run: watchReviewClocks };
