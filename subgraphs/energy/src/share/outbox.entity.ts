import { defineEntity, p } from '@mikro-orm/core';

const OutboxSchema = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(40),
    /** JSON. */
    payload: p.text(),
    createdAt: p.datetime(3),
    /** null: not taken over yet by the registry of consents. */
    deliveredAt: p.datetime(3).nullable(),
  },
});

/** What the registry of consents must learn, written in the transaction that decided it. */
export class OutboxMessage extends OutboxSchema.class {}
OutboxSchema.setClass(OutboxMessage);
