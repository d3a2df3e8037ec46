import { defineEntity, p } from '@mikro-orm/core';
import type { GrantAlertLevel } from '../data-grant/data-grant.entity.ts';

/**
 * RELEASE: a release that takes something from clients becomes everybody's; WITHDRAWAL: the one that serves everybody goes; DEPARTMENT: the city's own schemas take something
 * from clients, and digests are those of whole sets of them.
 */
export type BreakingKind = 'RELEASE' | 'WITHDRAWAL' | 'DEPARTMENT';

/** In the place of a publisher and a release where the city's own schemas are in question. */
export const OF_NO_PLUGIN = 'first-party';

/** LAPSED: asked anew for another difference, or the release went another way. */
export type BreakingState = 'ASKED' | 'CONFIRMED' | 'REFUSED' | 'LAPSED';

/** A field, an argument, a value or a type that clients can name, and that goes or becomes another. */
export interface TakenCoordinate {
  /** `Type`, `Type.field`, `Type.field(argument:)` or `Enum.VALUE`. */
  readonly coordinate: string;
  readonly kind: 'REMOVED' | 'CHANGED';
}

const BreakingChangeSchema = defineEntity({
  name: 'BreakingChange',
  tableName: 'breaking_change',
  properties: {
    id: p.string().length(40).primary(),
    /** Of the city's own schemas: the names of those that change, between commas. */
    plugin: p.string().length(31),
    publisherId: p.string().length(40),
    kind: p.string().length(10).$type<BreakingKind>(),
    releaseId: p.string().length(40),
    /** Of the release that comes, or that goes. */
    releaseDigest: p.string().length(64),
    /** Digest of the release that serves everybody; null: none does. */
    replaces: p.string().length(64).strictNullable(),
    /** What is taken from clients, in the order of coordinates. */
    taken: p.json<readonly TakenCoordinate[]>(),
    /** SHA-256 in hex of kind, both releases and what is taken: what whoever decides names. */
    digest: p.string().length(64),
    /** USCC of those whose data the release is sent, as in a review. */
    agencies: p.string().length(400),
    reason: p.text(),
    /** OIDC `sub`. */
    askedBy: p.string().length(64),
    askedAt: p.datetime(3),
    state: p.string().length(10).$type<BreakingState>(),
    decidedBy: p.string().length(64).strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    decisionReason: p.text().strictNullable(),
    /** Grows with every change: of two decisions at once, one counts. */
    version: p.integer(),
  },
});

/** The question whether clients may lose what they ask for: one person asks, another takes it upon themselves. */
export class BreakingChange extends BreakingChangeSchema.class {}
BreakingChangeSchema.setClass(BreakingChange);

const BreakingAlertSchema = defineEntity({
  name: 'BreakingAlert',
  tableName: 'breaking_alert',
  properties: {
    breakingId: p.string().length(40).primary(),
    level: p.string().length(10).$type<GrantAlertLevel>().primary(),
    raisedAt: p.datetime(3),
  },
});

/** What the clock of a question has reached, each level once. */
export class BreakingAlert extends BreakingAlertSchema.class {}
BreakingAlertSchema.setClass(BreakingAlert);
