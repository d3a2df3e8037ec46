import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { DataGrant } from '../data-grant/data-grant.entity.ts';
import { mayReview } from '../plugin-release/plugin-release.access.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { Review, ReviewAlert, ReviewApproval, ReviewComment } from './review.entity.ts';

/** A review as the viewer stands to it. */
export type SeenReview = Review & OfPublisher;

export async function reviewsAsSeen(
  { em, viewer }: Pick<SubgraphContext, 'em' | 'viewer'>,
  reviews: readonly Review[],
): Promise<SeenReview[]> {
  const publisherIds = reviews.map(({ publisherId }) => publisherId);
  const roles = await rolesIn(em, viewer, publisherIds);
  return reviews.map((review) => ({ ...review, role: roles.get(review.publisherId) ?? null }));
}

const seenBy =
  (context: SubgraphContext) =>
  async (reviews: readonly Review[]): Promise<SeenReview[]> =>
    (await reviewsAsSeen(context, reviews)).filter(({ role }) => role !== null || mayReview(context.viewer));

export const reviewById = defineLoader<string, SeenReview, SubgraphContext>(async (ids, context) =>
  alignRows(ids, await seenBy(context)(await findRows(context.em, Review, { id: { $in: [...ids] } })), ({ id }) => id),
);

export const reviewOfRelease = defineLoader<string, SeenReview, SubgraphContext>(async (ids, context) =>
  alignRows(
    ids,
    await seenBy(context)(await findRows(context.em, Review, { releaseId: { $in: [...ids] } })),
    ({ releaseId }) => releaseId,
  ),
);

export const approvalsOf = defineLoader<string, ReviewApproval[], SubgraphContext>(async (ids, { em }) =>
  groupRows(ids, await findRows(em, ReviewApproval, { reviewId: { $in: [...ids] } }), ({ reviewId }) => reviewId),
);

export const commentsOf = defineLoader<string, ReviewComment[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(em, ReviewComment, { reviewId: { $in: [...ids] } }, { orderBy: { at: 'asc', id: 'asc' } }),
    ({ reviewId }) => reviewId,
  ),
);

export const alertsOf = defineLoader<string, ReviewAlert[], SubgraphContext>(async (ids, { em }) =>
  groupRows(ids, await findRows(em, ReviewAlert, { reviewId: { $in: [...ids] } }), ({ reviewId }) => reviewId),
);

/** The release of a plugin that serves: what diffs are against. */
export const stableOf = defineLoader<string, PluginRelease, SubgraphContext>(async (plugins, { em }) =>
  alignRows(
    plugins,
    await findRows(em, PluginRelease, { plugin: { $in: [...plugins] }, state: 'STABLE' }),
    ({ plugin }) => plugin,
  ),
);

/** What is granted to plugins at this moment. */
export const grantedTo = defineLoader<string, ReadonlySet<string>, SubgraphContext>(async (plugins, { em, clock }) => {
  const active = { plugin: { $in: [...plugins] }, state: 'ACTIVE' as const, until: { $gt: clock.now() } };
  const grants = await findRows(em, DataGrant, active);
  return plugins.map(
    (name) => new Set(grants.filter(({ plugin }) => plugin === name).flatMap(({ coordinates }) => coordinates)),
  );
});
