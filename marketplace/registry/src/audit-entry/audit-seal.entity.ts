import { defineEntity, p } from '@mikro-orm/core';

const AuditSealSchema = defineEntity({
  name: 'AuditSeal',
  tableName: 'audit_seal',
  properties: {
    /** First entry that it seals: of two processes that seal at once, one does. */
    fromSequence: p.bigint('number').primary(),
    toSequence: p.bigint('number'),
    /** `digestOfPayload` of the seal: the next one names it. */
    digest: p.string().length(64),
    /** `SignedDocument<LedgerSeal>` as JSON; a time-stamp token may be long. */
    document: p.text().columnType('mediumtext'),
    sealedAt: p.datetime(3),
  },
});

/** That the hub answers for these acts, in this order, and no others: kept for ever. */
export class AuditSeal extends AuditSealSchema.class {}
AuditSealSchema.setClass(AuditSeal);

const AuditSegmentSchema = defineEntity({
  name: 'AuditSegment',
  tableName: 'audit_segment',
  properties: {
    /** Of the archive's file, from 1 without gaps. */
    number: p.integer().primary(),
    fromSequence: p.bigint('number'),
    toSequence: p.bigint('number'),
    /** `hash` of its last entry. */
    head: p.string().length(64),
    /** `digest` of its last seal. */
    seal: p.string().length(64),
    /** SHA-256 in hex of the whole file. */
    file: p.string().length(64),
    writtenAt: p.datetime(3),
  },
});

/** A file of the archive, as it was written: kept for ever. */
export class AuditSegment extends AuditSegmentSchema.class {}
AuditSegmentSchema.setClass(AuditSegment);
