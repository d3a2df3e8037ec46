import { defineEntity, p } from '@mikro-orm/core';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';

export type NameClaimState = 'REQUESTED' | 'GRANTED' | 'REFUSED' | 'WITHDRAWN';

const NameClaimSchema = defineEntity({
  name: 'NameClaim',
  tableName: 'name_claim',
  properties: {
    id: p.string().length(40).primary(),
    publisherId: p.string().length(40),
    /** `Type`, `Type.field`, `Query.field`; `iov:Type` for the leave to return an entity. */
    name: p.string().length(161),
    reason: p.text(),
    state: p.string().length(10).$type<NameClaimState>(),
    requestedBy: p.string().length(64),
    requestedAt: p.datetime(3),
    decidedBy: p.string().length(64).strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    decisionReason: p.text().strictNullable(),
    version: p.integer(),
  },
});

/** A name outside its publisher's namespaces that the publisher may use, or asks for. */
export class NameClaim extends NameClaimSchema.class {}
NameClaimSchema.setClass(NameClaim);

const ClaimAlertSchema = defineEntity({
  name: 'ClaimAlert',
  tableName: 'claim_alert',
  properties: {
    claimId: p.string().length(40).primary(),
    level: p.string().length(10).$type<GrantAlertLevel>().primary(),
    raisedAt: p.datetime(3),
  },
});

/** What the clock of a claim has reached, each level once. */
export class ClaimAlert extends ClaimAlertSchema.class {}
ClaimAlertSchema.setClass(ClaimAlert);
