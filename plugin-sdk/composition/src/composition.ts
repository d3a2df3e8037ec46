/** A subgraph as its owner publishes it. */
export interface SubgraphSource {
  /** Unique in the graph; becomes the name in `join__Graph`. */
  readonly name: string;
  /** Where it is served; departments' real addresses are a deployment's business and replace this one. */
  readonly url: string;
  readonly sdl: string;
}

/** What a composer says about a graph: an error stops it, a hint does not. */
export interface Finding {
  /** A composer's own code (`SATISFIABILITY_ERROR`, `INVALID_GRAPHQL` …) or one of `FINDING_CODES`. */
  readonly code: string;
  readonly message: string;
  /** `Type.field`, where the composer names one. */
  readonly coordinate: string | null;
  readonly composer: Composer | 'hub';
  /** Where in subgraphs' texts, as far as the composer says. */
  readonly places?: readonly Place[];
}

/** Line and column count from 1. */
export interface Place {
  readonly subgraph: string;
  readonly line: number;
  readonly column: number;
}

/** `apollo` makes the supergraph that is served; `guild` must agree that it can be made. */
export const COMPOSERS = ['apollo', 'guild'] as const;
export type Composer = (typeof COMPOSERS)[number];

/** `fast`: both composers merge, Apollo's alone finds out whether every field can be reached; `whole`: each does all of it. */
export type Pass = 'fast' | 'whole';

/** Findings of the hub's own, besides the composers'. */
export const FINDING_CODES = [
  'DEADLINE_EXCEEDED',
  'MEMORY_EXCEEDED',
  'GRAPH_TOO_LARGE',
  'COMPOSER_FAILED',
  'COMPOSERS_DISAGREE',
  'LABELS_DISAGREE',
  'NO_SUBGRAPHS',
  'DUPLICATE_SUBGRAPH',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Composition {
  /** null when there is any error. */
  readonly supergraphSdl: string | null;
  /** What Apollo's composer made although there are errors: to find out what is wrong with it, never to be served. */
  readonly refusedSdl?: string | null;
  /** The composers that made a supergraph; left out: not known. */
  readonly composedBy?: readonly Composer[];
  readonly hints: readonly Finding[];
  readonly errors: readonly Finding[];
}

/** What one composer answered. */
export interface ComposerAnswer {
  readonly supergraphSdl: string | null;
  readonly hints: readonly Finding[];
  readonly errors: readonly Finding[];
}

export function hubFinding(code: FindingCode, message: string, coordinate: string | null = null): Finding {
  return { code, message, coordinate, composer: 'hub' };
}
