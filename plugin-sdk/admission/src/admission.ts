import type { SubgraphSource } from '@citygraph/composition';
import type { PluginPersons, SensitivityLevel } from '@citygraph/contract';
import type { Wording } from './words/words.ts';

/** Every rule, in the order in which findings are told; each has a page in `rules/`. */
export const RULE_NAMES = [
  'TOO_LARGE',
  'TOO_DEEP',
  'BASE',
  'COMPOSES',
  'DISAGREE',
  'LINK',
  'NAME',
  'NAMESPACE',
  'NOT_EXTENSIBLE',
  'EXTENDS',
  'OVERRIDE',
  'INTERFACE_OBJECT',
  'KEY',
  'CHANGED',
  'NEW_IMPLEMENTATION',
  'ENUM',
  'SHAREABLE',
  'PROVIDES',
  'NONNULL',
  'COST',
  'MINTS_REFERENCE',
  'EGRESS',
  'UNLABELLED',
  'SUBJECT',
  'FOREIGN_LABEL',
  'URL',
  'DESCRIPTION',
  'BREAKING',
  'BOOT',
] as const;
/** One of {@link RULE_NAMES}; {@link explainRule} says what it is for. */
export type RuleName = (typeof RULE_NAMES)[number];

/** What a stranger asks for: to join this graph with this document, under this namespace. */
export interface AdmissionRequest {
  /** The graph it is to join: departments, labelled, and the plugins that were admitted before. */
  readonly base: readonly SubgraphSource[];
  /** As the vendor wrote it. */
  readonly plugin: SubgraphSource;
  /** `iov`: its types are named `Iov…`, its root fields and its fields on others' types `iov_…`. */
  readonly namespace: string;
  /** Names outside the namespace that people approved: `AdminDivision.airQuality`, `Query.weather`, `Weather`. */
  readonly claims: readonly string[];
  /** null or left out: it declares nothing. */
  readonly manifest?: AdmissionManifest | null;
  /** Entity types of others that it may return without having been handed them. */
  readonly mintable?: readonly string[];
  /** What clients used in the last 30 days; left out: nobody counted, and everything counts as used. */
  readonly usage?: readonly UsedCoordinate[];
  /** The release that serves now. A subgraph of its name in `base` is left aside. */
  readonly previous?: SubgraphSource | null;
  /** The vendor's other plugins that are tried beside it, as they are composed: the graph must have room for all of them. */
  readonly siblings?: readonly SubgraphSource[];
  /** Subgraphs of `base` that are plugins of other vendors: what they define is not copied. Left out: nobody is known to be one. */
  readonly strangers?: readonly string[];
  /** Two people force a breaking change: `BREAKING` warns. */
  readonly force?: boolean;
  /** A canary that loads the graph, plans for it and answers golden queries; called when nothing else is wrong. */
  readonly boot?: (supergraphSdl: string) => Promise<readonly BootFinding[]>;
}

/** What the vendor says it is told about. */
export interface AdmissionManifest {
  /** `Type.field` of others' data that keys, `@requires`, `@fromContext`, arguments and token claims carry to it, as far as each needs a grant. */
  readonly data?: readonly string[];
  readonly persons?: PluginPersons;
  /** Types of others that it adds fields to; left out: nobody wrote a manifest, and it is not compared. */
  readonly extends?: readonly string[];
  /** Entity types of others that it returns; left out: not compared. Whether it may is `mintable`. */
  readonly mints?: readonly string[];
  /** Addresses that it is dialled at besides `plugin.url`; left out: not compared. */
  readonly endpoints?: readonly string[];
  /** Pages that people are sent to. */
  readonly pages?: readonly string[];
}

/** How often apps asked for a coordinate: what a break of it would hurt. */
export interface UsedCoordinate {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly count: number;
}

/** Why a gateway would not start with the composed graph. */
export interface BootFinding {
  readonly message: string;
  readonly coordinate?: string | null;
}

/** An error keeps the plugin out, a warning does not. */
export interface AdmissionFinding {
  readonly rule: RuleName;
  readonly severity: 'error' | 'warning';
  /** `Type.field`, `Type.field(argument:)`, `Type`, `@directive` or `Enum.VALUE`; null: the document as a whole. */
  readonly coordinate: string | null;
  /** What is wrong, with the value, in English. */
  readonly message: string;
  /** What to do, in English. */
  readonly fix: string;
  /** The same in no language, for `wordsIn`. */
  readonly wording: Wording;
  /** Of the vendor's document; null: not told. */
  readonly file: string | null;
  /** From 1, in the vendor's own text. */
  readonly line: number | null;
  readonly column: number | null;
}

/** How a coordinate of others' data comes to a plugin. `edge`: it is asked about a thing that was reached by it from somebody. */
export const EGRESS_ROUTES = ['key', 'requires', 'context', 'argument', 'claim', 'edge'] as const;
/** One of {@link EGRESS_ROUTES}. */
export type EgressRoute = (typeof EGRESS_ROUTES)[number];

/** One piece of others' data that the plugin would be sent, and by which way. */
export interface EgressItem {
  /** `Type.field` of data that is not the plugin's. */
  readonly coordinate: string;
  readonly route: EgressRoute;
  /** The plugin's field or argument that causes it; of a token's claim: `persons.subject`, `persons.tenant`. */
  readonly via: string;
  /** S4 where nobody labelled it. */
  readonly level: SensitivityLevel;
  /** Beyond S1, the key of people (`@pairwise`), what a token says of who asks, or an edge by which things are reached from people: its owner must grant it. Only such items need a declaration. */
  readonly needsGrant: boolean;
  /** The manifest names it. */
  readonly declared: boolean;
}

/** All of others' data that the plugin would be sent, held against what its manifest declares. */
export interface EgressReport {
  readonly items: readonly EgressItem[];
  /** Coordinates that need a grant and are not in the manifest. */
  readonly undeclared: readonly string[];
  /** Coordinates of the manifest that nothing carries, or that need no grant. */
  readonly unused: readonly string[];
}

/** What the court says of one document: whether it may join, why not, and what its plugin would be sent. */
export interface AdmissionVerdict {
  /** There is no error. */
  readonly admitted: boolean;
  readonly findings: readonly AdmissionFinding[];
  /** The graph with the plugin in it; null unless both composers agree on it. It may be served only if `admitted`. */
  readonly supergraphSdl: string | null;
  /** The vendor's document as it must be composed: with the hub's labels carried over (DECISIONS 13). null: it cannot be read. */
  readonly composedSdl: string | null;
  readonly egress: EgressReport;
}
