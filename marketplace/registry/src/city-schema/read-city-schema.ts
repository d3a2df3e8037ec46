import { hash } from 'node:crypto';
import { digestOfCity, type GraphSet, type SignedDocument, type SubgraphKind } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';

/** A subgraph as others compose against it. Where it is served is not in it. */
export interface CitySubgraph {
  readonly name: string;
  readonly kind: SubgraphKind;
  readonly sdl: string;
  /** SHA-256 in hex of `sdl`. */
  readonly digest: string;
}

export interface CitySchema {
  /** Sequence of the graph set whose stable graph it is. */
  readonly sequence: number;
  /** `digestOfCity`. */
  readonly digest: string;
  readonly subgraphs: readonly CitySubgraph[];
}

const OWN = 'registry';

/** The documents of the graph that everybody is served, as they were composed; null: there is no graph yet. */
export async function readCitySchema(em: EntityManager): Promise<CitySchema | null> {
  const [head] = await findRows(em, GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
  if (!head) return null;
  const { payload } = JSON.parse(head.document) as SignedDocument<GraphSet>;
  const [graph] = await findRows(em, SupergraphVersion, { digest: payload.stable });
  if (!graph) return null;
  const digests = Object.values(graph.releases);
  const [own, plugins] = await Promise.all([
    findRows(em, FirstPartyRelease, { digest: { $in: digests } }),
    findRows(em, PluginRelease, { digest: { $in: digests } }),
  ]);
  const documents = new Map<string, Omit<CitySubgraph, 'digest'>>([
    ...own.map(({ name, digest, sdl }) => entry(name, digest, { name, kind: name === OWN ? OWN : 'department', sdl })),
    ...plugins.map(({ plugin: name, digest, composedSdl: sdl }) => entry(name, digest, { name, kind: 'plugin', sdl })),
  ]);
  const subgraphs = Object.entries(graph.releases)
    .flatMap(([name, release]) => documents.get(keyOf(name, release)) ?? [])
    .map((document) => ({ ...document, digest: hash('sha256', document.sdl, 'hex') }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { sequence: head.sequence, digest: digestOfCity(subgraphs), subgraphs };
}

const keyOf = (name: string, release: string): string => `${name} ${release}`;
const entry = (
  name: string,
  release: string,
  document: Omit<CitySubgraph, 'digest'>,
): [string, Omit<CitySubgraph, 'digest'>] => [keyOf(name, release), document];
