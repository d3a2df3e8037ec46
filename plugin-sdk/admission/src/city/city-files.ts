import { digestOfCity, type LocalText, StartError, SUBGRAPH_KINDS, type SubgraphKind } from '@citygraph/contract';
import { type CitySchema, type CitySubgraph, digestOf } from './city-schema.ts';
import { say } from './city-words.ts';

/** The list of a folder's subgraphs; each has its text in `<name>.graphql`. */
export const LIST_FILE = 'city.json';

export const fileOf = (name: string): string => `${name}.graphql`;

/** The graph that the subgraphs make, where somebody composed it: nobody need do it again. */
export const GRAPH_FILE = 'supergraph.graphql';

/** What a folder holds, by the names of its files. */
export function cityFiles({ version, digest, subgraphs, supergraphSdl }: CitySchema): ReadonlyMap<string, string> {
  const list = {
    version,
    digest,
    subgraphs: subgraphs.map(({ name, kind, digest: own }) => ({ name, kind, digest: own })),
  };
  return new Map([
    ...subgraphs.map(({ name, sdl }): [string, string] => [fileOf(name), sdl]),
    ...(supergraphSdl === undefined ? [] : [[GRAPH_FILE, supergraphSdl] as const]),
    [LIST_FILE, `${JSON.stringify(list, null, 2)}\n`],
  ]);
}

/** Names become names of files: whoever says them. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const MOST_SUBGRAPHS = 1_000;

/**
 * A city's schema from data of any origin: shape, names and digests are checked.
 * @param from what it is read from, for the message
 * @param sdlOf the text of a subgraph that the list names
 * @throws StartError
 */
export function readCity(
  data: unknown,
  from: string,
  sdlOf: (entry: Readonly<Record<string, unknown>>) => unknown,
): CitySchema {
  const refuse = (what: LocalText): never => {
    throw new StartError(say('city.unusable', { from, what }));
  };
  if (!isObject(data)) return refuse(say('city.no-object'));
  const { version, digest, subgraphs: listed } = data;
  if (typeof version !== 'string' || version.length > 200) return refuse(say('city.no-version'));
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > MOST_SUBGRAPHS) {
    return refuse(say('city.no-subgraphs', { most: MOST_SUBGRAPHS }));
  }
  const names = new Set<string>();
  const subgraphs = listed.map((entry: unknown): CitySubgraph => {
    if (!isObject(entry)) return refuse(say('city.entry'));
    const { name, kind, digest: own } = entry;
    if (typeof name !== 'string' || !NAME.test(name) || fileOf(name) === GRAPH_FILE)
      return refuse(say('city.name', { name: quoted(name) }));
    if (names.has(name)) return refuse(say('city.twice', { name }));
    names.add(name);
    if (!isKind(kind)) return refuse(say('city.kind', { name, kind: quoted(kind), kinds: SUBGRAPH_KINDS.join(', ') }));
    const sdl = sdlOf(entry);
    if (typeof sdl !== 'string') return refuse(say('city.no-document', { name }));
    if (typeof own !== 'string' || !DIGEST.test(own) || digestOf(sdl) !== own) {
      return refuse(say('city.other-document', { name, digest: quoted(own) }));
    }
    return { name, kind, sdl, digest: own };
  });
  if (digestOfCity(subgraphs) !== digest) return refuse(say('city.other-digest', { digest: quoted(digest) }));
  subgraphs.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { version, digest, subgraphs };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isKind = (value: unknown): value is SubgraphKind => SUBGRAPH_KINDS.some((kind) => kind === value);
const quoted = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100);
