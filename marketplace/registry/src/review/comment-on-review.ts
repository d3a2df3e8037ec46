import type { Viewer } from '@citygraph/contract';
import { idempotent, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { plainText } from '../plain-text.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { loadToDiscuss } from './load-review.ts';
import { ReviewComment } from './review.entity.ts';
import { officesFor, unlisted } from './review.rules.ts';

const MOST_COMMENTS = 500;
const Comment = z.strictObject({ review: z.string().min(1).max(40), text: plainText(1, 4_000) });

/** A word of either side, also after the decision. Sent twice, it is said once. Answers the review's id. */
export function commentOnReview(
  em: EntityManager,
  viewer: Viewer,
  comment: z.input<typeof Comment>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Comment, comment);
  return idempotent(em, { operation: 'commentOnReview', key, viewer, input, now }, async (inner) => {
    const { review, release, publisher, role } = await loadToDiscuss(inner, viewer, input.review);
    if ((await inner.count(ReviewComment, { reviewId: review.id })) >= MOST_COMMENTS) {
      throw wrong('CONFLICT', 'review', `review ${review.id} has ${MOST_COMMENTS} comments; speak with one another.`);
    }
    const said = {
      id: newId('cmt_'),
      reviewId: review.id,
      side: role === null ? ('REVIEWER' as const) : ('PUBLISHER' as const),
      author: subjectOf(viewer),
      agency: role === null ? viewer.principal.agency : null,
      text: input.text,
      at: now,
    };
    await inner.insert(ReviewComment, said);
    const { plugin, id } = review;
    const told = { plugin, version: release.version, review: id, side: said.side };
    // A word on a no is an appeal: whoever may judge the next release hears it.
    const isAppeal = review.state === 'REJECTED' && said.side === 'PUBLISHER';
    await announce(inner, 'review.commented', isAppeal ? { ...told, isAppeal } : told, now, {
      ...(isAppeal && { offices: officesFor(unlisted(review.agencies), publisher.uscc) }),
      except: [said.author],
    });
    await audit(inner, viewer, { act: 'commentOnReview', target: id, before: null, after: said }, now);
    return id;
  });
}
