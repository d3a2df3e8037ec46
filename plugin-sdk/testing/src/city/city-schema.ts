import { createHash } from 'node:crypto';
import { digestOfCity, type SubgraphKind } from '@citygraph/contract';

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

/** A schema of these texts. */
export function citySchemaOf(
  version: string,
  texts: readonly Pick<CitySubgraph, 'name' | 'kind' | 'sdl'>[],
): CitySchema {
  const subgraphs = byName(texts.map(({ name, kind, sdl }) => ({ name, kind, sdl, digest: digestOf(sdl) })));
  return { version, digest: digestOfCity(subgraphs), subgraphs };
}

const byName = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  [...list].sort((one, other) => (one.name < other.name ? -1 : 1));

/** The release of a plugin that the city serves; null: none. */
export const releaseIn = (city: CitySchema, plugin: string): CitySubgraph | null =>
  city.subgraphs.find(({ name, kind }) => kind === 'plugin' && name === plugin) ?? null;

/** The city that a plugin joins: without an earlier release of itself. */
export function cityWithout(city: CitySchema, plugin: string): CitySchema {
  const { supergraphSdl: _, ...rest } = city;
  const subgraphs = city.subgraphs.filter(({ name, kind }) => kind !== 'plugin' || name !== plugin);
  return subgraphs.length === city.subgraphs.length ? city : { ...rest, subgraphs };
}
