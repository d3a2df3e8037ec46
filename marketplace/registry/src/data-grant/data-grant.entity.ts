import type { Purpose, SensitivityLevel } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';

/** What was decided so far; that an ACTIVE one has run out is seen from `until`. */
export type GrantState = 'REQUESTED' | 'OFFERED' | 'ACTIVE' | 'REFUSED' | 'REVOKED';

const DataGrantSchema = defineEntity({
  name: 'DataGrant',
  tableName: 'data_grant',
  properties: {
    id: p.string().length(40).primary(),
    /** Client id of the app that gets the data; empty where a plugin does. */
    app: p.string().length(80),
    /** Name of the plugin that is sent the data; null: an app gets it. */
    plugin: p.string().length(31).strictNullable(),
    /** USCC of who runs it. */
    granteeUscc: p.string().length(18),
    /** USCC of the agency that answers for all the coordinates. */
    ownerUscc: p.string().length(18),
    /** `Type.field`, sorted. */
    coordinates: p.json<readonly string[]>(),
    /** The highest of the coordinates' levels. */
    level: p.string().length(2).$type<SensitivityLevel>(),
    purpose: p.string().length(40).$type<Purpose>(),
    retentionDays: p.integer(),
    until: p.datetime(3),
    /** Each subject must have consented as well. */
    needsConsent: p.boolean(),
    reason: p.text(),
    /** OIDC `sub`. */
    requestedBy: p.string().length(64),
    requestedAt: p.datetime(3),
    dueAt: p.datetime(3),
    state: p.string().length(10).$type<GrantState>(),
    decidedAt: p.datetime(3).strictNullable(),
    decisionReason: p.text().strictNullable(),
    /** Since when it can serve nothing, and why; null: it serves. */
    idleSince: p.datetime(3).strictNullable(),
    idleReason: p.text().strictNullable(),
    /** Grows with every change: of two decisions at once, one counts. */
    version: p.integer(),
  },
});

export class DataGrant extends DataGrantSchema.class {}
DataGrantSchema.setClass(DataGrant);

const GrantApprovalSchema = defineEntity({
  name: 'GrantApproval',
  tableName: 'grant_approval',
  properties: {
    grantId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    approver: p.string().length(64).primary(),
    approverAgency: p.string().length(18),
    /** SHA-256 in hex of the terms that were approved. */
    termsDigest: p.string().length(64),
    approvedAt: p.datetime(3),
  },
});

/** One person's yes to exact terms. */
export class GrantApproval extends GrantApprovalSchema.class {}
GrantApprovalSchema.setClass(GrantApproval);

const GrantAlertSchema = defineEntity({
  name: 'GrantAlert',
  tableName: 'grant_alert',
  properties: {
    grantId: p.string().length(40).primary(),
    level: p.string().length(10).$type<GrantAlertLevel>().primary(),
    raisedAt: p.datetime(3),
  },
});

export type GrantAlertLevel = 'REMINDER' | 'YELLOW' | 'RED';

/** The statutory clock of a request, each level once. */
export class GrantAlert extends GrantAlertSchema.class {}
GrantAlertSchema.setClass(GrantAlert);
