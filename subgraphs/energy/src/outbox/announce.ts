import { newId } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Outbox, type OutboxKind } from './outbox.entity.ts';

/** Puts a message into the outbox; call it inside the transaction it tells of. */
export async function announce(
  em: EntityManager,
  kind: OutboxKind,
  payload: Readonly<Record<string, string>>,
  now: Date,
): Promise<void> {
  await em.insert(Outbox, {
    id: newId('out_'),
    kind,
    payload: JSON.stringify(payload),
    createdAt: now,
    deliveredAt: null,
  });
}
