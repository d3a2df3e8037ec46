import { type EntityManager, raw } from '@mikro-orm/sql';
import { Head } from './head.entity.ts';

const START = { version: 0, hash: '' };

/**
 * Counts a head up by one and answers it as it is then. Whoever does so in a transaction holds the head until that ends: versions are given in the
 * order in which they become visible.
 */
export async function advanceHead(em: EntityManager, name: string, now: Date): Promise<Head> {
  const count = () => em.nativeUpdate(Head, { name }, { version: raw('version + 1') as never, at: now });
  if ((await count()) === 0) {
    await em
      .createQueryBuilder(Head)
      .insert({ name, ...START, at: now })
      .onConflict('name')
      .ignore()
      .execute();
    await count();
  }
  return em.findOneOrFail(Head, { name }, { disableIdentityMap: true });
}

/** Call it in every transaction that changes what gateways carry out. */
export async function touchPolicy(em: EntityManager, now: Date): Promise<void> {
  await advanceHead(em, 'policy', now);
}
