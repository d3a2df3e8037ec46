import { newId } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { OutboxEvent } from './outbox-event.entity.ts';

/** Whom an event concerns beside a plugin's publisher and those who follow it. */
export interface Concerned {
  /** By the subjects of their tokens. */
  readonly recipients?: readonly string[];
  /** Publishers whose members are told, as they are when it is told; by key. */
  readonly publishers?: readonly string[];
  /** Who may have to act (`officesOf`). */
  readonly offices?: readonly string[];
  /** Who did it: it is no news to them. Subjects. */
  readonly except?: readonly string[];
}

/** Leaves word of what this transaction does, for whoever tells vendors, reviewers and subscribers. Whom it concerns is told to nobody. */
export async function announce(
  em: EntityManager,
  topic: string,
  payload: Readonly<Record<string, unknown>>,
  now: Date,
  concerned: Concerned = {},
): Promise<void> {
  await em.insert(OutboxEvent, {
    id: newId('evt_'),
    topic,
    payload: { ...payload, ...concerned },
    subject: typeof payload.plugin === 'string' ? payload.plugin : null,
    at: now,
    takenAt: null,
    attempts: 0,
    nextAt: null,
    lastError: null,
    setAsideAt: null,
  });
}
