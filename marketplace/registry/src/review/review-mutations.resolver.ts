import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { admissionOf } from '../plugin-release/admission.ts';
import { releaseById } from '../plugin-release/find-releases.ts';
import { readAnew } from '../read-anew.ts';
import { commentOnReview } from './comment-on-review.ts';
import { approvalsOf, commentsOf, reviewById, type SeenReview } from './find-reviews.ts';
import { approveRelease, rejectRelease, requestChanges } from './judge-release.ts';
import { ReviewReason } from './review-reason.ts';
import { ReviewType } from './review-type.ts';
import { submitRelease } from './submit-release.ts';

type Seen = Promise<SeenReview | null>;

async function anew(context: SubgraphContext, act: Promise<string>): Seen {
  const id = await act;
  approvalsOf(context).clear(id);
  commentsOf(context).clear(id);
  const review = await readAnew(reviewById(context), id);
  if (review) releaseById(context).clear(review.releaseId);
  return review;
}

@Resolver(() => ReviewType)
export class ReviewMutationsResolver {
  @Sensitivity('S2')
  @Mutation(() => ReviewType, {
    nullable: true,
    description: 'Ask for a release to be approved, or hand it in again after changes were asked for.',
  })
  submitRelease(
    @Arg('release', () => ID, { description: 'Key of the release.' }) release: string,
    @Arg('note', () => String, { defaultValue: '', description: 'What reviewers should know.' }) note: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(
      context,
      submitRelease(em, viewer, { release, note }, () => admissionOf(context), clock.now()),
    );
  }

  @Sensitivity('S2')
  @Mutation(() => ReviewType, {
    nullable: true,
    description:
      'Say yes to exactly this release: officers of the agencies whose data it is sent and administrators, never for their own plugin.',
  })
  approveRelease(
    @Arg('review', () => ID, { description: 'Key of the review.' }) review: string,
    @Arg('digest', () => String, { description: 'Of the release that you looked at.' }) digest: string,
    @Arg('egressDigest', () => String, {
      nullable: true,
      description:
        'The review’s `egressDigest` that you looked at; needed where the release is sent anything, or was when somebody said yes.',
    })
    egressDigest: string | null,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    const approval = { review, digest, egressDigest: egressDigest ?? null };
    return anew(context, approveRelease(em, viewer, approval, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => ReviewType, {
    nullable: true,
    description: 'Give the turn back to the publisher; the clock stands until the release is handed in again.',
  })
  requestChanges(
    @Arg('review', () => ID, { description: 'Key of the review.' }) review: string,
    @Arg('reasonCode', () => ReviewReason, { description: 'Why, as a code.' }) reasonCode: ReviewReason,
    @Arg('reason', () => String, { description: 'What has to be changed.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, requestChanges(em, viewer, { review, reasonCode, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => ReviewType, {
    nullable: true,
    description: 'Say no to a release for good; another version may be better.',
  })
  rejectRelease(
    @Arg('review', () => ID, { description: 'Key of the review.' }) review: string,
    @Arg('reasonCode', () => ReviewReason, { description: 'Why, as a code.' }) reasonCode: ReviewReason,
    @Arg('reason', () => String, { description: 'Why, in words.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, rejectRelease(em, viewer, { review, reasonCode, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => ReviewType, {
    nullable: true,
    description: 'Say something on a release, as its publisher or reviewer.',
  })
  commentOnReview(
    @Arg('review', () => ID, { description: 'Key of the review.' }) review: string,
    @Arg('text', () => String, { description: 'Plain text.' }) text: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Seen {
    const { em, viewer, clock } = context;
    return anew(context, commentOnReview(em, viewer, { review, text }, key, clock.now()));
  }
}
