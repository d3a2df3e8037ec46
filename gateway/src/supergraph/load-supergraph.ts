import type { GraphQLSchema } from 'graphql';
import { createApolloEngine } from '../execution/apollo/apollo-engine.ts';
import type { Engine } from '../execution/engine.ts';
import type { SupergraphSource } from '../gateway-options.ts';
import { type Needs, readNeeds } from '../policy/read-needs.ts';
import { adoptScalars } from './adopt-scalars.ts';
import { readGraphs } from './graphs.ts';
import { parseSupergraph } from './parse-supergraph.ts';

/** A supergraph, loaded: what the gateway answers from. */
export interface Graph {
  /** What clients see: no joins, no labels, nothing inaccessible. */
  readonly apiSchema: GraphQLSchema;
  readonly needs: Needs;
  readonly engine: Engine;
}

/** Loads a supergraph or says in a sentence what is wrong with it. */
export async function loadSupergraph(
  { sdl, subgraphs }: SupergraphSource,
  onUnexpected?: (error: unknown) => void,
): Promise<Graph> {
  const document = parseSupergraph(sdl);
  for (const { name } of readGraphs(document)) {
    const target = subgraphs[name];
    if (!target) throw new Error(`The supergraph names the subgraph ${name}, but no address is given for it.`);
    if (!URL.canParse(target.url) || !/^https?:$/.test(new URL(target.url).protocol)) {
      throw new Error(
        `The address of the subgraph ${name} must be an http or https URL, not ${JSON.stringify(target.url)}.`,
      );
    }
  }
  const needs = readNeeds(document, (name) => subgraphs[name]?.tier ?? 'foreign');
  const { engine, apiSchema } = await createApolloEngine(document, onUnexpected);
  // A foreign graph may mean something else by `Date`.
  if (needs.isLabelled) adoptScalars(apiSchema);
  return { apiSchema, needs, engine };
}
