import { defineEntity, p } from '@mikro-orm/core';

const IdempotencyRecordSchema = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_record',
  properties: {
    operation: p.string().length(60).primary(),
    principal: p.string().length(80).primary(),
    key: p.string().length(128).primary().fieldName('idempotency_key'),
    inputDigest: p.string().length(64),
    /** Key of what the first request made. */
    result: p.string().length(128),
    createdAt: p.datetime(3),
  },
});

/** The first answer to a mutation, so that a repeat gets the same. */
export class IdempotencyRecord extends IdempotencyRecordSchema.class {}
IdempotencyRecordSchema.setClass(IdempotencyRecord);
