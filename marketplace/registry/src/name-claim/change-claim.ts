import type { EntityManager } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { NameClaim } from './name-claim.entity.ts';

/** Changes a claim as it was read: of two changes at once, one counts. */
export async function changeClaim(
  em: EntityManager,
  { id, version }: NameClaim,
  change: Partial<NameClaim>,
): Promise<void> {
  const changed = await em.nativeUpdate(NameClaim, { id, version }, { ...change, version: version + 1 });
  if (changed === 0) throw wrong('CONFLICT', 'id', `claim ${id} was changed meanwhile; read it again.`);
}
