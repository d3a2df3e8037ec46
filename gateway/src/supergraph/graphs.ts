import { StartError } from '@citygraph/contract';
import { type DocumentNode, Kind } from 'graphql';
import type { SubgraphTarget, SupergraphSource } from '../gateway-options.ts';
import { parseSupergraph } from './parse-supergraph.ts';

/** A subgraph as the supergraph names it. */
export interface JoinGraph {
  /** Enum value in `join__Graph`. */
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** The subgraphs that a supergraph was composed of. */
export function readGraphs(document: DocumentNode): JoinGraph[] {
  const graphs = document.definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) {
    throw new Error('This is no supergraph: it has no enum join__Graph. Compose your subgraphs first.');
  }
  return (graphs.values ?? []).map(({ name, directives }) => {
    const graph = directives?.find((directive) => directive.name.value === 'join__graph');
    const text = (argument: string): string => {
      const value = graph?.arguments?.find((candidate) => candidate.name.value === argument)?.value;
      return value?.kind === Kind.STRING ? value.value : '';
    };
    return { id: name.value, name: text('name') || name.value, url: text('url') };
  });
}

/** Names of those subgraphs that are vendors', by what the supergraph calls them in `join__Graph`. */
export function vendorGraphs(
  document: DocumentNode,
  isVendor: (subgraph: string) => boolean,
): ReadonlyMap<string, string> {
  return new Map(readGraphs(document).flatMap(({ id, name }) => (isVendor(name) ? [[id, name] as const] : [])));
}

/**
 * Each subgraph is reached where the supergraph says, as a graph that knows nothing of the hub, or where and as `known` says instead. A gateway that guards anything takes no graph
 * of which nobody said what it is.
 */
export function standAloneSource(sdl: string, known: Readonly<Record<string, SubgraphTarget>> = {}): SupergraphSource {
  const target = ({ name, url }: JoinGraph): SubgraphTarget =>
    (Object.hasOwn(known, name) && known[name]) || { url, tier: 'foreign', isAssumed: true };
  const graphs = readGraphs(parseSupergraph(sdl));
  const unknown = Object.keys(known).find((name) => !graphs.some((graph) => graph.name === name));
  if (unknown !== undefined) {
    const names = graphs.map(({ name }) => name).join(', ');
    throw new StartError(
      `The setting subgraphs names ${unknown}, which the supergraph does not have. It has ${names}.`,
    );
  }
  return { sdl, subgraphs: Object.fromEntries(graphs.map((graph) => [graph.name, target(graph)])) };
}
