import type { GraphQLSchema } from 'graphql';
import { apiSchema } from '../breaking/api-schema.ts';
import { readGraph } from './read-graph.ts';

/** A graph as its clients see it, with who answers what. */
export interface ClientGraph {
  readonly schema: GraphQLSchema;
  /** Names of the subgraphs that answer `Type.field`, or have `Type`; none: there is no such thing. */
  readonly serversOf: (coordinate: string) => readonly string[];
}

/** Reads a supergraph. @throws GraphQLError when it is none. */
export function readClientGraph(supergraphSdl: string): ClientGraph {
  const graph = readGraph(supergraphSdl);
  return {
    schema: apiSchema(graph),
    serversOf(coordinate) {
      const [type = '', field] = coordinate.split('.');
      const known = graph.types.get(type);
      if (field === undefined) return [...new Set(known?.joins.map(({ subgraph }) => subgraph))];
      return known?.fields.get(field)?.servers ?? [];
    },
  };
}
