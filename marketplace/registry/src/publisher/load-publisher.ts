import { CityGraphError, type Viewer } from '@citygraph/contract';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { type MemberRole, Publisher, PublisherMember } from './publisher.entity.ts';

/** What somebody is in a publisher at this moment; null: nothing. */
export async function roleOf(em: EntityManager, viewer: Viewer, publisherId: string): Promise<MemberRole | null> {
  const { subject } = viewer.principal;
  if (subject === null) return null;
  const member = await em.findOne(PublisherMember, { publisherId, subject }, { disableIdentityMap: true });
  return member?.role ?? null;
}

/** Somebody who is signed in, by the subject of their token. @throws UNAUTHENTICATED */
export function subjectOf({ principal }: Viewer): string {
  if (principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  return principal.subject;
}

/** The publisher, for somebody with one of these roles in it. One that is not there and one that is not theirs are one answer. */
export async function loadPublisher(
  em: EntityManager,
  viewer: Viewer,
  handle: string,
  roles: readonly MemberRole[],
): Promise<Publisher> {
  subjectOf(viewer);
  const publisher = await em.findOne(Publisher, { handle }, { disableIdentityMap: true });
  const role = publisher && (await roleOf(em, viewer, publisher.id));
  if (publisher && role && roles.includes(role)) return publisher;
  throw wrong(
    'FORBIDDEN',
    'publisher',
    `there is no publisher ${handle}, or you are none of its members with the role ${roles.join(' or ')}.`,
  );
}

/** The same, held until the transaction ends: of two changes at once, the second is one of what the first left. */
export async function holdPublisher(
  em: EntityManager,
  viewer: Viewer,
  handle: string,
  roles: readonly MemberRole[],
): Promise<Publisher> {
  await em.nativeUpdate(Publisher, { handle }, { version: raw('version + 1') as never });
  return loadPublisher(em, viewer, handle, roles);
}

/** Whose something is, by the key that it has of its publisher. */
export const publisherOf = (em: EntityManager, id: string): Promise<Publisher> =>
  em.findOneOrFail(Publisher, { id }, { disableIdentityMap: true });

/** A suspended publisher keeps what it has and gets nothing new. */
export function assertNotSuspended({ handle, suspended }: Publisher): void {
  if (suspended !== null) throw wrong('FORBIDDEN', 'publisher', `${handle} is suspended: ${suspended}`);
}
