import { type DocumentNode, type GraphQLSchema, validate } from 'graphql';
import { boundariesOf } from '../execution/compiled/boundary/boundaries-of.ts';
import { type CompiledEngineOptions, createCompiledEngine } from '../execution/compiled/compiled-engine.ts';
import type { Engine } from '../execution/engine.ts';
import type { EngineName, SupergraphSource } from '../gateway-options.ts';
import type { PlannerOptions } from '../operation/planning/planner.ts';
import type { ValidationError } from '../operation/planning/planner-messages.ts';
import type { PlannerRoom, RestingPlanner } from '../operation/planning/resting-planner.ts';
import { readWeights, type Weights } from '../operation/read-weights.ts';
import { type PairwiseTypes, readPairwise } from '../policy/pairwise/read-pairwise.ts';
import type { Sealer } from '../policy/pairwise/sealer.ts';
import { type Needs, readNeeds } from '../policy/read-needs.ts';
import { personArguments } from '../policy/vendor-persons.ts';
import { adoptScalars } from './adopt-scalars.ts';
import { assertNoContexts } from './assert-no-contexts.ts';
import { assertVendorsAddOnly } from './assert-vendors-add-only.ts';
import { readGraphs } from './graphs.ts';
import { parseSupergraph } from './parse-supergraph.ts';
import { turn } from './turn.ts';

/** A supergraph, loaded: what the gateway answers from. */
export interface Graph {
  /** What clients see: no joins, no labels, nothing inaccessible. */
  readonly apiSchema: GraphQLSchema;
  readonly needs: Needs;
  readonly weights: Weights;
  /** Types whose ids differ by receiver. */
  readonly pairwise: PairwiseTypes;
  /** Arguments that hold people by a plugin's contract: `Query.iov_vehicles(holder:)` → `Resident`. */
  readonly personArguments: ReadonlyMap<string, string>;
  readonly engine: Engine;
  /** A pinned graph keeps its planner at hand; the others' rests while nobody asks anything new. */
  pin(isPinned: boolean): void;
  /** Every rule of the specification (§5); the text is the document's own, and `account` whoever asks: what waits is served in turn. */
  validate(
    text: string,
    document: DocumentNode,
    maxErrors: number,
    account?: string,
  ): Promise<readonly ValidationError[]>;
}

export interface LoadingOptions {
  readonly engine: EngineName;
  readonly planners: PlannerRoom;
  readonly onUnexpected?: (error: unknown) => void;
  /** null: nobody's ids are sealed. */
  readonly sealer?: Sealer | null;
}

/** Loads a supergraph or says in a sentence what is wrong with it. */
export async function loadSupergraph(
  { sdl, subgraphs, artefact }: SupergraphSource,
  { engine, planners, onUnexpected, sealer = null }: LoadingOptions,
): Promise<Graph> {
  const document = parseSupergraph(sdl);
  await turn();
  const graphs = readGraphs(document);
  for (const { name } of graphs) {
    const target = subgraphs[name];
    if (!target) throw new Error(`The supergraph names the subgraph ${name}, but no address is given for it.`);
    if (!URL.canParse(target.url) || !/^https?:$/.test(new URL(target.url).protocol)) {
      throw new Error(
        `The address of the subgraph ${name} must be an http or https URL, not ${JSON.stringify(target.url)}.`,
      );
    }
  }
  // An artefact is whole and nothing else; settings may name more than is in a graph today.
  const idle = Object.keys(subgraphs).find((subgraph) => graphs.every(({ name }) => name !== subgraph));
  if (artefact !== undefined && idle !== undefined) throw new Error(`It is told of the subgraph ${idle}, which is not in its graph.`);
  const vendors = graphs.flatMap(({ name }) => (subgraphs[name]?.tier === 'vendor' ? [name] : []));
  if (engine === 'apollo' && vendors.length > 0) {
    throw new Error(
      `The reference engine believes what subgraphs say: ${vendors[0]} is a vendor's. Take the engine compiled.`,
    );
  }
  assertVendorsAddOnly(document, vendors);
  if (engine === 'compiled') assertNoContexts(document);
  const personsOf = (name: string) => subgraphs[name]?.persons ?? {};
  const weights = readWeights(document, vendors);
  const boundaries = boundariesOf(document, vendors, sealer, personsOf, weights.listSize);
  const pairwise = readPairwise(document);
  const contracted = new Map(
    vendors.flatMap((name) =>
      personArguments(name, personsOf(name)).map(
        ({ field, argument, type }) => [`${field}(${argument}:)`, type] as const,
      ),
    ),
  );
  await turn();
  const needs = readNeeds(document, (name) => subgraphs[name]?.tier ?? 'foreign', personsOf);
  await turn();
  // A foreign graph may mean something else by `Date`.
  const adoptsScalars = needs.isLabelled;
  const { needsGrant } = needs;
  const loaded =
    engine === 'apollo'
      ? await loadApollo(document, onUnexpected)
      : await loadCompiled(document, planners, { sdl, adoptsScalars, boundaries, needsGrant, pairwise }, onUnexpected);
  if (adoptsScalars) adoptScalars(loaded.apiSchema);
  return { needs, weights, pairwise, personArguments: contracted, ...loaded };
}

type Loaded = Omit<Graph, 'needs' | 'weights' | 'pairwise' | 'personArguments'>;
type OnUnexpected = ((error: unknown) => void) | undefined;

async function loadCompiled(
  document: DocumentNode,
  planners: PlannerRoom,
  options: CompiledEngineOptions,
  onUnexpected: OnUnexpected,
): Promise<Loaded> {
  let resting: RestingPlanner | null = null;
  const startPlanner = async (planning: PlannerOptions): Promise<RestingPlanner> => {
    resting = await planners.start(planning);
    return resting;
  };
  const loaded = await createCompiledEngine(document, onUnexpected, { ...options, startPlanner });
  return {
    engine: loaded.engine,
    apiSchema: loaded.apiSchema,
    pin: (isPinned) => resting?.pin(isPinned),
    validate: (text, _, maxErrors, account) => loaded.planner.validate(text, maxErrors, account),
  };
}

/** Apollo's gateway takes 60 MB: it is loaded only where it is asked for. */
async function loadApollo(document: DocumentNode, onUnexpected: OnUnexpected): Promise<Loaded> {
  const { createApolloEngine } = await import('../execution/apollo/apollo-engine.ts');
  const { engine, apiSchema } = await createApolloEngine(document, onUnexpected);
  return {
    engine,
    apiSchema,
    pin: () => {},
    validate: async (_, parsed, maxErrors) =>
      validate(apiSchema, parsed, undefined, { maxErrors }).map((error) => error.toJSON() as ValidationError),
  };
}
