import type { PluginLimits, PluginPersons, SensitivityLevel } from '@citygraph/contract';
import { defineEntity, p } from '@mikro-orm/core';

/** Where a release stands; `plugin-release.rules.ts` says which step may follow which. */
export type ReleaseState =
  | 'PUBLISHED'
  | 'SANDBOX'
  | 'IN_REVIEW'
  | 'CHANGES_REQUESTED'
  | 'APPROVED'
  | 'REJECTED'
  | 'CANARY'
  | 'STABLE'
  | 'SUPERSEDED'
  | 'ROLLED_BACK'
  | 'WITHDRAWN';

/** What admission found, as it found it. */
export interface ReleaseFinding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly coordinate: string | null;
  readonly message: string;
  readonly fix: string;
  /** JSON of `Wording`: the same in no language; left out: it is said in English alone. */
  readonly wording?: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** A coordinate that the release is sent, and by which way. */
export interface ReleaseEgress {
  readonly coordinate: string;
  readonly route: 'key' | 'requires' | 'context' | 'argument' | 'claim' | 'edge';
  readonly via: string;
  readonly level: SensitivityLevel;
  /** Beyond S1, a person's key, or the way from a person to a thing: its owner has to grant it. */
  readonly needsGrant: boolean;
}

/** What the manifest says and gateways carry out. */
export interface ReleaseTerms {
  readonly limits: PluginLimits;
  readonly persons: PluginPersons;
}

export type StoppedBy = 'HUB' | 'ADMINISTRATOR' | 'PUBLISHER';

const PluginReleaseSchema = defineEntity({
  name: 'PluginRelease',
  tableName: 'plugin_release',
  properties: {
    id: p.string().length(40).primary(),
    plugin: p.string().length(31),
    /** Semantic version; unique in the plugin. */
    version: p.string().length(40),
    /** `digestOfPayload({ plugin, version, sdl, manifest })`: what approvals and gateways name. */
    digest: p.string().length(64),
    /** As the vendor wrote it. */
    sdl: p.text().columnType('mediumtext'),
    /** As it is composed: labels carried over (DECISIONS 13). */
    composedSdl: p.text().columnType('mediumtext'),
    manifest: p.json<Readonly<Record<string, unknown>>>(),
    /** Addresses by channel. */
    stableUrl: p.string().length(500),
    sandboxUrl: p.string().length(500),
    terms: p.json<ReleaseTerms>(),
    findings: p.json<readonly ReleaseFinding[]>(),
    egress: p.json<readonly ReleaseEgress[]>(),
    /** `groundOf` what it was judged by when it last passed; null: it is judged again. */
    judgedGround: p.string().length(64).strictNullable(),
    /** Who stopped it, while it is stopped: only an administrator undoes what was not its publisher's word; null: nobody did. */
    stoppedBy: p.string().length(20).$type<StoppedBy>().strictNullable(),
    state: p.string().length(20).$type<ReleaseState>(),
    publishedBy: p.string().length(64),
    publishedAt: p.datetime(3),
    changedAt: p.datetime(3),
    /** Grows with every change of state: of two decisions at once, one counts. */
    revision: p.integer(),
  },
});

/** Immutable but for its state, and for what is found of it against the graph of the day. */
export class PluginRelease extends PluginReleaseSchema.class {}
PluginReleaseSchema.setClass(PluginRelease);
