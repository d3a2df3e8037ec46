import type { EntityManager } from '@mikro-orm/sql';
import { StreamTicketKey } from './stream-ticket-key.entity.ts';
import { generateTicketKey, type TicketKey } from './ticket-token.ts';

/** The key that signs now: the newest, made when there is none. Two processes may make one each: both are kept and verify. */
export async function signingKey(em: EntityManager, now: Date): Promise<TicketKey> {
  const newest = { orderBy: { createdAt: 'desc', kid: 'asc' }, limit: 1 } as const;
  const [known] = await em.find(StreamTicketKey, {}, newest);
  if (known) return known;
  const made = generateTicketKey();
  await em.insert(StreamTicketKey, { ...made, createdAt: now });
  return made;
}
