import type { Purpose } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';

/** That somebody asked to look through a camera: who, on which case, when, and whether it was used. The token is not kept. */
const StreamTicketSchema = defineEntity({
  name: 'StreamTicket',
  tableName: 'stream_ticket',
  properties: {
    /** The token's `jti`. */
    id: p.string().length(40).primary(),
    cameraSiteId: p.string().length(40),
    deviceId: p.string().length(20),
    /** OIDC `sub` of the officer. */
    requestedBy: p.string().length(64),
    agencyUscc: p.string().length(18),
    caseId: p.string().length(60),
    purpose: p.string().length(40).$type<Purpose>(),
    issuedAt: p.datetime(3),
    expiresAt: p.datetime(3),
    redeemedAt: p.datetime(3).strictNullable(),
    /** The key that signs its token. */
    kid: p.string().length(64),
  },
});

export class StreamTicket extends StreamTicketSchema.class {}
StreamTicketSchema.setClass(StreamTicket);
