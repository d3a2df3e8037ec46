import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { isOwn } from '../publisher/is-own.ts';
import { roleOf, subjectOf } from '../publisher/load-publisher.ts';
import { type MemberRole, Publisher } from '../publisher/publisher.entity.ts';
import { personBehind } from '../workload/person-behind.ts';
import { wrong } from '../wrong.ts';
import { Review } from './review.entity.ts';
import { isReviewer, unlisted } from './review.rules.ts';

export interface LoadedReview {
  readonly review: Review;
  readonly release: PluginRelease;
  readonly publisher: Publisher;
  /** What the viewer is in the publisher at this moment. */
  readonly role: MemberRole | null;
}

const unknown = (id: string, who: string) =>
  wrong('FORBIDDEN', 'review', `there is no review ${id.slice(0, 40)}, or this is not yours to do: it is for ${who}.`);

async function load(em: EntityManager, viewer: Viewer, id: string): Promise<LoadedReview | null> {
  const review = await em.findOne(Review, { id }, { disableIdentityMap: true });
  const release = review && (await em.findOne(PluginRelease, { id: review.releaseId }, { disableIdentityMap: true }));
  const publisher = review && (await em.findOne(Publisher, { id: review.publisherId }, { disableIdentityMap: true }));
  if (!review || !release || !publisher) return null;
  return { review, release, publisher, role: await roleOf(em, viewer, publisher.id) };
}

/** The review, for who may judge it. @throws UNAUTHENTICATED or FORBIDDEN, also when there is none */
export async function loadToJudge(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<LoadedReview> {
  subjectOf(viewer);
  const loaded = await load(em, viewer, id);
  if (loaded && isReviewer(viewer, unlisted(loaded.review.agencies))) {
    const { review, release, publisher } = loaded;
    const by = [await personBehind(em, release.publishedBy), review.submittedBy];
    if (!(await isOwn(em, viewer, { publisher, by }, now))) return loaded;
  }
  throw unknown(id, 'officers of the agencies whose data it is sent and administrators, never for their own plugin');
}

/** The review, for either side. @throws UNAUTHENTICATED or FORBIDDEN, also when there is none */
export async function loadToDiscuss(em: EntityManager, viewer: Viewer, id: string): Promise<LoadedReview> {
  subjectOf(viewer);
  const loaded = await load(em, viewer, id);
  if (loaded && (loaded.role !== null || isReviewer(viewer, unlisted(loaded.review.agencies)))) return loaded;
  throw unknown(id, 'its publisher and its reviewers');
}

/** Changes a review as it was read: of two decisions at once, one counts. */
export async function changeReview(
  em: EntityManager,
  { id, version }: Pick<Review, 'id' | 'version'>,
  change: Partial<Review>,
): Promise<void> {
  const changed = await em.nativeUpdate(Review, { id, version }, { ...change, version: version + 1 });
  if (changed === 0) throw wrong('CONFLICT', 'review', `review ${id} was changed meanwhile; read it again.`);
}
