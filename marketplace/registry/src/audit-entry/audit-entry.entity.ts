import { defineEntity, p } from '@mikro-orm/core';

/** An act of the control plane in its place of the audit chain. */
const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    sequence: p.bigint('number').primary(),
    previous: p.string().length(64),
    hash: p.string().length(64),
    /** Canonical JSON of an `AuditRecord`: the bytes that were hashed. */
    record: p.text(),
  },
});

export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
