import {
  type Connection,
  connectionOf,
  PageArgs,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { isAdministrator } from '../administrator.ts';
import { AgencyType } from '../federated-types.ts';
import { releaseById, type SeenRelease, wholeRelease } from '../plugin-release/find-releases.ts';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { PluginReleaseType } from '../plugin-release/plugin-release-type.ts';
import { ownPublishers } from '../publisher/is-own.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { type EgressRow, egressDiff } from './egress-diff.ts';
import {
  alertsOf,
  approvalsOf,
  commentsOf,
  grantedTo,
  reviewById,
  reviewOfRelease,
  reviewsAsSeen,
  type SeenReview,
  stableOf,
} from './find-reviews.ts';
import { impactAsSeen } from './impact-as-seen.ts';
import { type LimitAsked, limitsAsked } from './limits-asked.ts';
import { Review, type ReviewAlert, type ReviewApproval, type ReviewComment } from './review.entity.ts';
import { agenciesMissing, type Turn, turnOf, unlisted, validOf } from './review.rules.ts';
import {
  EgressRowType,
  LimitAskedType,
  ReviewAlertType,
  ReviewApprovalType,
  ReviewCommentType,
  ReviewType,
  SchemaChangeType,
  UsageImpactType,
} from './review-type.ts';
import { type SchemaChange, schemaDiff } from './schema-diff.ts';
import type { UsageImpact } from './usage-impact.ts';

const ReviewConnection = connectionOf('Review', () => ReviewType);
const DUE_FIRST = [
  ['dueAt', 'asc'],
  ['id', 'asc'],
] as const;

@Resolver(() => ReviewType)
export class ReviewResolver {
  @Sensitivity('S2')
  @Query(() => ReviewConnection, {
    nullable: true,
    description: 'Releases that wait for your agency’s word, or for yours as an administrator, those due first.',
  })
  async reviewQueue(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenReview>> {
    const { em, viewer, clock } = context;
    const { subject, agency, roles } = viewer.principal;
    const notOwn = {
      publisherId: { $nin: await ownPublishers(em, viewer, clock.now()) },
      submittedBy: { $ne: subject },
    };
    const own = agency !== null && roles.includes('officer') ? `%,${agency},%` : '';
    const mine = isAdministrator(viewer) ? {} : { agencies: { $like: own } };
    const where = { state: 'OPEN' as const, ...mine, ...notOwn };
    const page = await pageOf<Review>(em, Review, { where, order: DUE_FIRST, first, after });
    return pageWith(page, (reviews) => reviewsAsSeen(context, reviews));
  }

  @Sensitivity('S2')
  @Query(() => ReviewType, {
    nullable: true,
    description: 'One review; null: there is none, or it is not yours to see.',
  })
  review(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenReview | null> {
    return reviewById(context).load(id);
  }

  @Sensitivity('S2')
  @FieldResolver(() => PluginReleaseType, { nullable: true, description: 'What it is about.' })
  release(@Root() { releaseId }: Review, @Ctx() context: SubgraphContext): Promise<SeenRelease | null> {
    return releaseById(context).load(releaseId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'REVIEWER, PUBLISHER or NOBODY: whose turn it is.' })
  turn(@Root() { state }: Review): Turn {
    return turnOf(state);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [AgencyType], { nullable: true, description: 'Agencies whose data the release is sent.' })
  agencies(@Root() { agencies }: Review): { uscc: string }[] {
    return unlisted(agencies).map((uscc) => ({ uscc }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [AgencyType], { nullable: true, description: 'Agencies that have not said yes.' })
  async waitsFor(@Root() review: Review, @Ctx() context: SubgraphContext): Promise<{ uscc: string }[]> {
    const given = validOf(review, (await approvalsOf(context).load(review.id)) ?? []);
    return agenciesMissing(unlisted(review.agencies), given).map((uscc) => ({ uscc }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ReviewApprovalType], { nullable: true, description: 'Who has said yes to it as it is now.' })
  async approvals(
    @Root() review: SeenReview,
    @Ctx() context: SubgraphContext,
  ): Promise<(ReviewApproval & OfPublisher)[]> {
    const given = validOf(review, (await approvalsOf(context).load(review.id)) ?? []);
    return given.map((approval) => ({ ...approval, role: review.role }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ReviewCommentType], { nullable: true, description: 'What both sides have said, in its order.' })
  async comments(
    @Root() { id, role }: SeenReview,
    @Ctx() context: SubgraphContext,
  ): Promise<(ReviewComment & OfPublisher)[]> {
    return ((await commentsOf(context).load(id)) ?? []).map((comment) => ({ ...comment, role }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ReviewAlertType], { nullable: true, description: 'What the clock has reached.' })
  async alerts(@Root() { id }: Review, @Ctx() context: SubgraphContext): Promise<ReviewAlert[]> {
    return (await alertsOf(context).load(id)) ?? [];
  }

  @Sensitivity('S2')
  @FieldResolver(() => [SchemaChangeType], {
    nullable: true,
    description: 'What differs from the release that serves; from nothing where none does.',
  })
  async schemaDiff(@Root() review: Review, @Ctx() context: SubgraphContext): Promise<SchemaChange[] | null> {
    const both = await releasesOf(review, context);
    return both && schemaDiff(both.previous?.composedSdl ?? null, both.release.composedSdl);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [EgressRowType], {
    nullable: true,
    description: 'Data of others: computed, declared, and against the release that serves; what is new comes first.',
  })
  async egressDiff(@Root() review: Review, @Ctx() context: SubgraphContext): Promise<EgressRow[] | null> {
    const [both, granted] = await Promise.all([releasesOf(review, context), grantedTo(context).load(review.plugin)]);
    return both && egressDiff(both.release, both.previous, granted ?? NOTHING);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [LimitAskedType], {
    nullable: true,
    description: 'What it may take of the hub beyond what every plugin may, by its manifest.',
  })
  async limitsAsked(@Root() review: Review, @Ctx() context: SubgraphContext): Promise<LimitAsked[] | null> {
    const both = await releasesOf(review, context);
    return both && limitsAsked(both.release, both.previous);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [UsageImpactType], {
    nullable: true,
    description:
      'What it takes away or changes of the release that serves, and who has asked for that in 30 days, as it is now; the most asked first.',
  })
  async usageImpact(@Root() review: SeenReview, @Ctx() context: SubgraphContext): Promise<UsageImpact[] | null> {
    const both = await releasesOf(review, context);
    return both && impactAsSeen(both.previous?.composedSdl ?? null, both.release.composedSdl, review, context);
  }
}

/** The release in question, and the one that serves if that is another. */
async function releasesOf(
  { releaseId, plugin }: Review,
  context: SubgraphContext,
): Promise<{ release: PluginRelease; previous: PluginRelease | null } | null> {
  const [release, stable] = await Promise.all([wholeRelease(context).load(releaseId), stableOf(context).load(plugin)]);
  return release && { release, previous: stable?.id === releaseId ? null : stable };
}

const NOTHING: ReadonlySet<string> = new Set();

@Resolver(() => PluginReleaseType)
export class ReleaseReviewResolver {
  @Sensitivity('S2')
  @FieldResolver(() => ReviewType, {
    nullable: true,
    description: 'Its review; null: it was not handed in. For its publisher and reviewers.',
  })
  review(@Root() { id }: SeenRelease, @Ctx() context: SubgraphContext): Promise<SeenReview | null> {
    return reviewOfRelease(context).load(id);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Data that it is sent only when its owner grants it, and that nobody granted: these fields are null until then.',
  })
  async grantsMissing(@Root() { plugin, egress }: SeenRelease, @Ctx() context: SubgraphContext): Promise<string[]> {
    const granted = (await grantedTo(context).load(plugin)) ?? NOTHING;
    const needed = egress.filter(({ needsGrant }) => needsGrant).map(({ coordinate }) => coordinate);
    return [...new Set(needed)].filter((coordinate) => !granted.has(coordinate)).sort();
  }
}
