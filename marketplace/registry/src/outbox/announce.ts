import { newId } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { OutboxEvent } from './outbox-event.entity.ts';

/** Leaves word of what this transaction does, for whoever tells vendors and subscribers. */
export async function announce(
  em: EntityManager,
  topic: string,
  payload: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  await em.insert(OutboxEvent, { id: newId('evt_'), topic, payload, at: now, takenAt: null });
}
