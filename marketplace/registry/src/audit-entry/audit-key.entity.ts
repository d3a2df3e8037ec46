import { defineEntity, p } from '@mikro-orm/core';

const AuditKeySchema = defineEntity({
  name: 'AuditKeyRow',
  tableName: 'audit_key',
  properties: {
    /** Thumbprint of the key (RFC 7638). */
    kid: p.string().length(64).primary(),
    /** Public JWK, as JSON. */
    publicKey: p.string().length(1_000),
    /** When a registry first sealed with it. */
    since: p.datetime(3),
  },
});

/** The public half of a key that seals the audit chain: kept for ever, since old seals are. */
export class AuditKeyRow extends AuditKeySchema.class {}
AuditKeySchema.setClass(AuditKeyRow);
