import { defineEntity, p } from '@mikro-orm/core';

const DomainProofSchema = defineEntity({
  name: 'DomainProof',
  tableName: 'domain_proof',
  properties: {
    publisherId: p.string().length(40).primary(),
    domain: p.string().length(253),
    token: p.string().length(64),
    startedBy: p.string().length(64),
    startedAt: p.datetime(3),
  },
});

/** What a publisher has to serve at its domain; one at a time. */
export class DomainProof extends DomainProofSchema.class {}
DomainProofSchema.setClass(DomainProof);
