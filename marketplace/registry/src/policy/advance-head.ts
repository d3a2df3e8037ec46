import { type EntityManager, raw } from '@mikro-orm/sql';
import { Head } from './head.entity.ts';

/**
 * Counts a head up by one and answers it as it is then. Whoever does so in a transaction holds the head until that ends: versions are given in the
 * order in which they become visible.
 */
export async function advanceHead(em: EntityManager, name: 'audit' | 'policy' | 'wanted', now: Date): Promise<Head> {
  await em.nativeUpdate(Head, { name }, { version: raw('version + 1') as never, at: now });
  return em.findOneOrFail(Head, { name }, { disableIdentityMap: true });
}

/** Call it in every transaction that changes what gateways carry out, as the last thing: after the audit, so that nobody waits for who waits. Answers the policy's version from then on. */
export async function touchPolicy(em: EntityManager, now: Date): Promise<number> {
  return (await advanceHead(em, 'policy', now)).version;
}
