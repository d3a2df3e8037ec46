import { type CitySchema, type CitySubgraph, digestOf } from '@citygraph/admission/city';
import { digestOfCity } from '@citygraph/contract';

export type { CitySchema, CitySubgraph };

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
