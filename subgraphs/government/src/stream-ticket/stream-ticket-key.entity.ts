import { defineEntity, p } from '@mikro-orm/core';

/** Keys that tickets are signed with: Ed25519, made here, never shown. The newest signs, the others verify. */
const StreamTicketKeySchema = defineEntity({
  name: 'StreamTicketKey',
  tableName: 'stream_ticket_key',
  properties: {
    /** JWK thumbprint (RFC 7638). */
    kid: p.string().length(64).primary(),
    /** PKCS #8, PEM. */
    privateKey: p.text(),
    createdAt: p.datetime(3),
  },
});

export class StreamTicketKey extends StreamTicketKeySchema.class {}
StreamTicketKeySchema.setClass(StreamTicketKey);
