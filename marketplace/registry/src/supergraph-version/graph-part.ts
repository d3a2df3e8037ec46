import { type ArtefactSubgraph, digestOfPayload } from '@citygraph/contract';

/** A release on its way into a graph. */
export interface GraphPart {
  /** Name of the subgraph. */
  readonly name: string;
  /** Key of its row: a `PluginRelease.id`, or the digest of a first-party SDL. */
  readonly id: string;
  readonly subgraph: ArtefactSubgraph;
  /** Of two that cannot be in one graph, the one that came first stays. */
  readonly since: Date;
  /** Key of its publisher; not set: the city's own. */
  readonly publisher?: string;
  /** Its types are under it; not set: the city's own. */
  readonly namespace?: string;
}

/** Counts up when what composing does with the same releases changes. */
const COMPOSING = 1;

/** Equal for equal releases, in whatever order: the name of what comes of composing them. */
export const compositionKey = (parts: readonly GraphPart[]): string =>
  digestOfPayload({
    composing: COMPOSING,
    subgraphs: Object.fromEntries(parts.map(({ name, subgraph }) => [name, subgraph])),
  });

export const isPlugin = ({ subgraph }: GraphPart): boolean => subgraph.tier === 'vendor';

/** Equal for the same releases of the city's own. */
export const cityKey = (firstParty: readonly GraphPart[]): string => digestOfPayload(releasesOf(firstParty));

/** Digests of releases by the names of their subgraphs. */
export const releasesOf = (parts: readonly GraphPart[]): Readonly<Record<string, string>> =>
  Object.fromEntries(parts.map(({ name, subgraph }) => [name, subgraph.release]));
