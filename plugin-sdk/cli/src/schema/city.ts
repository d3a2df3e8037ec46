import { createHash } from 'node:crypto';
import type { SubgraphKind } from '@citygraph/contract';

/** A subgraph of the city, as who builds against it sees it. */
export interface CitySubgraph {
  readonly name: string;
  readonly kind: SubgraphKind;
  readonly sdl: string;
  /** SHA-256 of `sdl` in hex. */
  readonly digest: string;
}

/** A snapshot of what a vendor's subgraph is to join; the folder is the one that `@citygraph/plugin-testing` reads. */
export interface City {
  /** Of the graph that it is, in the hub's words: `graph 12`. */
  readonly version: string;
  /** `digestOfCity` of the contract. */
  readonly digest: string;
  /** In the order of their names. */
  readonly subgraphs: readonly CitySubgraph[];
}

/** Names become names of files, whoever says them. */
export const SUBGRAPH_NAME = /^[a-z][a-z0-9-]{0,62}$/;

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (one.name < other.name ? -1 : 1));
