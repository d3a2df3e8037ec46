import {
  alignRows,
  type Connection,
  defineLoader,
  findRows,
  type PageArgs,
  pageOf,
  pageWith,
  type SubgraphContext,
} from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import { ownPublishers } from '../publisher/is-own.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { isReviewer, unlisted } from '../review/review.rules.ts';
import { BreakingChange, type BreakingState } from './breaking-change.entity.ts';

/** A question as the viewer stands to it. */
export type SeenBreakingChange = BreakingChange & OfPublisher;

export interface BreakingWanted extends PageArgs {
  /** Name of a plugin; null: all that the viewer may read. */
  readonly plugin: string | null;
  readonly state: BreakingState | null;
}

const NEWEST_FIRST = [
  ['askedAt', 'desc'],
  ['id', 'desc'],
] as const;

/** Administrators read all, officers what is about a release that is sent their agency's data, members what is of their publishers. */
export async function findBreakingChanges(
  context: SubgraphContext,
  { plugin, state, first, after }: BreakingWanted,
): Promise<Connection<SeenBreakingChange>> {
  const { em, viewer } = context;
  const { subject, agency, roles } = viewer.principal;
  const members = subject === null ? [] : await findRows(em, PublisherMember, { subject });
  const own = { publisherId: { $in: members.map(({ publisherId }) => publisherId) } };
  const ofAgency =
    agency !== null && roles.includes('officer') ? [{ agencies: { $like: `%,${agency},%` } } as const] : [];
  const where = {
    ...(plugin !== null && { plugin }),
    ...(state !== null && { state }),
    ...(!isAdministrator(viewer) && { $or: [own, ...ofAgency] }),
  };
  const page = await pageOf<BreakingChange>(em, BreakingChange, { where, order: NEWEST_FIRST, first, after });
  return pageWith(page, (rows) => asSeen(context, rows));
}

const OLDEST_FIRST = [
  ['askedAt', 'asc'],
  ['id', 'asc'],
] as const;

/** Questions that wait for the viewer's word: of no publisher or firm of theirs, and never what they asked themselves. */
export async function findToDecide(
  context: SubgraphContext,
  { first, after }: PageArgs,
): Promise<Connection<SeenBreakingChange>> {
  const { em, viewer, clock } = context;
  const { subject, agency, roles } = viewer.principal;
  const isOfficer = agency !== null && roles.includes('officer');
  const own = await ownPublishers(em, viewer, clock.now());
  const where = {
    state: 'ASKED' as const,
    publisherId: { $nin: own },
    askedBy: { $ne: subject ?? '' },
    ...(!isAdministrator(viewer) && { agencies: { $like: isOfficer ? `%,${agency},%` : '' } }),
  };
  const page = await pageOf<BreakingChange>(em, BreakingChange, { where, order: OLDEST_FIRST, first, after });
  return pageWith(page, (rows) => asSeen(context, rows));
}

async function asSeen(
  { em, viewer }: Pick<SubgraphContext, 'em' | 'viewer'>,
  rows: readonly BreakingChange[],
): Promise<SeenBreakingChange[]> {
  const roles = await rolesIn(
    em,
    viewer,
    rows.map(({ publisherId }) => publisherId),
  );
  return rows.map((row) => ({ ...row, role: roles.get(row.publisherId) ?? null }));
}

export const breakingById = defineLoader<string, SeenBreakingChange, SubgraphContext>(async (ids, context) => {
  const rows = await asSeen(context, await findRows(context.em, BreakingChange, { id: { $in: [...ids] } }));
  const seen = rows.filter(({ role, agencies }) => role !== null || isReviewer(context.viewer, unlisted(agencies)));
  return alignRows(ids, seen, ({ id }) => id);
});
