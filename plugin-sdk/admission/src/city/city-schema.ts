import { createHash } from 'node:crypto';
import type { SubgraphKind } from '@citygraph/contract';

/** A subgraph of the city's graph. Where it is served is nobody's business. */
export interface CitySubgraph {
  readonly name: string;
  readonly kind: SubgraphKind;
  readonly sdl: string;
  /** SHA-256 in hex of `sdl`. */
  readonly digest: string;
}

/** What a vendor's subgraph is to join. */
export interface CitySchema {
  /** Of the graph that it is, in the hub's words: `bundled 0.1.0`, `graph 12`. */
  readonly version: string;
  /** `digestOfCity` of the subgraphs. */
  readonly digest: string;
  /** In the order of their names. */
  readonly subgraphs: readonly CitySubgraph[];
  /** What they compose to, where that is known. */
  readonly supergraphSdl?: string;
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
