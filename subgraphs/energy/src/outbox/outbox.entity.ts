import { defineEntity, p } from '@mikro-orm/core';

export type OutboxKind = 'usage-share.granted' | 'usage-share.ended';

const OutboxSchema = defineEntity({
  name: 'Outbox',
  tableName: 'outbox',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(40).$type<OutboxKind>(),
    /** JSON. */
    payload: p.text(),
    createdAt: p.datetime(3),
    /** Null: the registry, where consents live, has not been told yet. */
    deliveredAt: p.datetime(3).nullable(),
  },
});

/** What another system must be told, written in the transaction in which it happened. */
export class Outbox extends OutboxSchema.class {}
OutboxSchema.setClass(Outbox);
