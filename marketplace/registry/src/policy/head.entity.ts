import { defineEntity, p } from '@mikro-orm/core';

/** The end of something that only grows: the audit chain, the policy's versions, each gateway's ledger. */
const HeadSchema = defineEntity({
  name: 'Head',
  tableName: 'head',
  properties: {
    /** `audit`, `policy`, `graphs` (its version is the graph set's sequence) `wanted` (changes of graphs) or `graphs-deleted` (the last graph set that is not kept any more). */
    name: p.string().length(20).primary(),
    version: p.bigint('number'),
    hash: p.string().length(64),
    at: p.datetime(3),
  },
});

export class Head extends HeadSchema.class {}
HeadSchema.setClass(Head);
