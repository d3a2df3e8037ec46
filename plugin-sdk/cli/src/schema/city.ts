import { createHash } from 'node:crypto';

/** A subgraph of the city, as who builds against it sees it. */
export interface CitySubgraph {
  readonly name: string;
  /** `department`, `registry` or `plugin`. */
  readonly kind: string;
  readonly sdl: string;
  /** SHA-256 of `sdl` in hex. */
  readonly digest: string;
}

/** A snapshot of what a vendor's subgraph is to join; the folder is the one that `@citygraph/plugin-testing` reads. */
export interface City {
  readonly version: string;
  /** SHA-256 over names, kinds and digests. */
  readonly digest: string;
  readonly subgraphs: readonly CitySubgraph[];
}

/** Names become names of files, whoever says them. */
export const SUBGRAPH_NAME = /^[a-z][a-z0-9-]{0,62}$/;
export const SUBGRAPH_KINDS: readonly string[] = ['department', 'registry', 'plugin'];

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function digestOfCity(
  subgraphs: readonly Pick<CitySubgraph, 'name' | 'kind' | 'digest'>[],
): Promise<string> {
  const { canonicalJson } = await import('@citygraph/contract');
  return digestOf(canonicalJson(byName(subgraphs).map(({ name, kind, digest }) => ({ name, kind, digest }))));
}

export const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (one.name < other.name ? -1 : 1));
