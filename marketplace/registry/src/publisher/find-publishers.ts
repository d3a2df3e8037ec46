import type { Viewer } from '@citygraph/contract';
import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { PublisherInvitation } from './invitation.entity.ts';
import type { OfPublisher } from './publisher.access.ts';
import { type MemberRole, Namespace, Publisher, PublisherMember } from './publisher.entity.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';

/** A publisher as the viewer stands to it. */
export type SeenPublisher = Publisher & OfPublisher;

/** What the viewer is in publishers, by their ids. */
export async function rolesIn(
  em: EntityManager,
  { principal: { subject } }: Viewer,
  publisherIds: readonly string[],
): Promise<Map<string, MemberRole>> {
  if (subject === null || publisherIds.length === 0) return new Map();
  const members = await findRows(em, PublisherMember, { subject, publisherId: { $in: [...new Set(publisherIds)] } });
  return new Map(members.map(({ publisherId, role }) => [publisherId, role]));
}

export async function asSeen(
  { em, viewer }: Pick<SubgraphContext, 'em' | 'viewer'>,
  publishers: readonly Publisher[],
): Promise<SeenPublisher[]> {
  const ids = publishers.map(({ id }) => id);
  const roles = await rolesIn(em, viewer, ids);
  return publishers.map((publisher) => ({ ...publisher, role: roles.get(publisher.id) ?? null }));
}

export const publisherByHandle = defineLoader<string, SeenPublisher, SubgraphContext>(async (handles, context) =>
  alignRows(
    handles,
    await asSeen(context, await findRows(context.em, Publisher, { handle: { $in: [...handles] } })),
    ({ handle }) => handle,
  ),
);

export const publisherById = defineLoader<string, SeenPublisher, SubgraphContext>(async (ids, context) =>
  alignRows(
    ids,
    await asSeen(context, await findRows(context.em, Publisher, { id: { $in: [...ids] } })),
    ({ id }) => id,
  ),
);

export const namespacesOf = defineLoader<string, Namespace[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(em, Namespace, { publisherId: { $in: [...ids] } }, { orderBy: { name: 'asc' } }),
    ({ publisherId }) => publisherId,
  ),
);

export const domainsOf = defineLoader<string, PublisherDomain[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(em, PublisherDomain, { publisherId: { $in: [...ids] } }, { orderBy: { domain: 'asc' } }),
    ({ publisherId }) => publisherId,
  ),
);

export const membersOf = defineLoader<string, PublisherMember[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(em, PublisherMember, { publisherId: { $in: [...ids] } }, { orderBy: { subject: 'asc' } }),
    ({ publisherId }) => publisherId,
  ),
);

export const invitationsOf = defineLoader<string, PublisherInvitation[], SubgraphContext>(async (ids, { em }) =>
  groupRows(
    ids,
    await findRows(em, PublisherInvitation, { publisherId: { $in: [...ids] } }, { orderBy: { subject: 'asc' } }),
    ({ publisherId }) => publisherId,
  ),
);
