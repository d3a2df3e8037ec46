import { defineEntity, p } from '@mikro-orm/core';

const OutboxEventSchema = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox_event',
  properties: {
    id: p.string().length(40).primary(),
    /** `graphs.published`, `rollout.rolled-back`, … */
    topic: p.string().length(40),
    payload: p.json<Readonly<Record<string, unknown>>>(),
    at: p.datetime(3),
    /** When somebody has told whom it concerns; null: not yet. */
    takenAt: p.datetime(3).strictNullable(),
  },
});

/** Something that others must be told of, written in the transaction in which it happened. */
export class OutboxEvent extends OutboxEventSchema.class {}
OutboxEventSchema.setClass(OutboxEvent);
