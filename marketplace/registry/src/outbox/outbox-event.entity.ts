import { defineEntity, p } from '@mikro-orm/core';

const OutboxEventSchema = defineEntity({
  name: 'OutboxEvent',
  tableName: 'outbox_event',
  properties: {
    id: p.string().length(40).primary(),
    /** `graphs.published`, `rollout.rolled-back`, … */
    topic: p.string().length(40),
    payload: p.json<Readonly<Record<string, unknown>>>(),
    /** Name of the plugin it is about: what is told of one is told in its order; null: about none. */
    subject: p.string().length(31).strictNullable(),
    at: p.datetime(3),
    /** When somebody has told whom it concerns; null: not yet. */
    takenAt: p.datetime(3).strictNullable(),
    /** How often it could not be told. */
    attempts: p.integer(),
    /** When it is tried again; null: at once. */
    nextAt: p.datetime(3).strictNullable(),
    /** Why it could not be told the last time; null: it was not tried, or it could. */
    lastError: p.string().length(500).strictNullable(),
    /** When it was given up until a person says otherwise; null: it was not. */
    setAsideAt: p.datetime(3).strictNullable(),
  },
});

/** Something that others must be told of, written in the transaction in which it happened. */
export class OutboxEvent extends OutboxEventSchema.class {}
OutboxEventSchema.setClass(OutboxEvent);
