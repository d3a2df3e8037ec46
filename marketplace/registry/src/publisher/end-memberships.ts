import type { EntityManager } from '@mikro-orm/sql';
import { FormerMember } from './former-member.entity.ts';
import { PublisherMember } from './publisher.entity.ts';

/** Inside a transaction: what they may do ends at once; that they were members is kept. */
export async function endMemberships(
  em: EntityManager,
  members: readonly Pick<PublisherMember, 'publisherId' | 'subject'>[],
  until: Date,
): Promise<void> {
  for (const { publisherId, subject } of members) {
    await em.nativeDelete(PublisherMember, { publisherId, subject });
    await em.nativeDelete(FormerMember, { publisherId, subject });
    await em.insert(FormerMember, { publisherId, subject, until });
  }
}
