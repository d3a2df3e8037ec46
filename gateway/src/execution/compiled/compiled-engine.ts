import { CityGraphError, type ErrorCode } from '@citygraph/contract';
import { buildSchema, type DocumentNode, type GraphQLSchema, print, stripIgnoredCharacters } from 'graphql';
import { type Planner, type PlannerOptions, startPlanner } from '../../operation/planning/planner.ts';
import type { PairwiseTypes } from '../../policy/pairwise/read-pairwise.ts';
import { turn } from '../../supergraph/turn.ts';
import type { Engine, EngineOperation, Executable } from '../engine.ts';
import type { Boundaries } from './boundary/boundary.ts';
import { compileOperation } from './compiled-operation.ts';
import { countFetches } from './count-fetches.ts';
import { joiningNames } from './joining-names.ts';
import { byLabels } from './override-labels.ts';
import { plannedApart } from './plan-apart.ts';
import { plannableDocument } from './plannable-document.ts';
import { fieldTypes } from './receivers.ts';
import { requiresWithArguments } from './requires-with-arguments.ts';
import { supergraphTypes } from './supergraph-types.ts';

export interface CompiledEngineOptions {
  /** The supergraph's text, where it is at hand: printing it takes time. */
  readonly sdl?: string;
  /** Literals of the hub's scalars are checked when documents are. */
  readonly adoptsScalars?: boolean;
  /** Threads to plan in. */
  readonly plannerThreads?: number;
  /** Bytes that the subgraphs' answers to one request may have together. */
  readonly maxBytes?: number;
  /** Requests to subgraphs that one operation may take; default 30. */
  readonly maxFetches?: number;
  /** Between the graph and those subgraphs that are vendors'; default none. */
  readonly boundaries?: Boundaries;
  /** What vendors are sent only where somebody decided so; default everything. */
  readonly needsGrant?: (coordinate: string) => boolean;
  /** Types whose ids some callers know by other names; default none. */
  readonly pairwise?: PairwiseTypes;
  /** Default: a planner in threads of its own. */
  readonly startPlanner?: (options: PlannerOptions) => Promise<Planner>;
}

export interface CompiledEngine {
  readonly engine: Engine;
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_FETCHES = 30;

/** Apollo's planner in a thread of its own; everything else, from the plan to the answer, is ours and made once per operation. */
export async function createCompiledEngine(
  supergraph: DocumentNode,
  onUnexpected: (error: unknown) => void = () => {},
  {
    sdl,
    adoptsScalars = false,
    plannerThreads = 1,
    maxBytes = MAX_BYTES,
    maxFetches = MAX_FETCHES,
    boundaries = new Map(),
    needsGrant = () => true,
    pairwise = new Map(),
    startPlanner: start = startPlanner,
  }: CompiledEngineOptions = {},
): Promise<CompiledEngine> {
  const planner = await start({ supergraph: sdl ?? print(supergraph), adoptsScalars, threads: plannerThreads });
  const apiSchema = buildSchema(planner.apiSchema, { assumeValid: true, noLocation: true });
  await turn();
  const types = supergraphTypes(supergraph);
  const fields = fieldTypes(supergraph);
  const required = requiresWithArguments(supergraph);
  const common = { schema: apiSchema, types, fields, boundaries, needsGrant, pairwise, maxBytes };
  const names = { required: required.names, joining: joiningNames(supergraph) };

  const prepare = async (operation: EngineOperation, account?: string): Promise<Executable> => {
    if (operation.isEmpty) {
      const plannable = plannableDocument(operation.document, names);
      return compileOperation(operation, { ...common, plannable, plans: [] });
    }
    const plannable = plannableDocument(operation.document, names);
    const parts = plannedApart(plannable.document, apiSchema, required);
    const texts = parts.map((document) => stripIgnoredCharacters(print(document)));
    const compiled = async (labels: readonly string[]): Promise<Executable> => {
      const plans = await Promise.all(
        texts.map((text) => planner.plan(text, operation.operationName, labels, account)),
      );
      const fetches = plans.reduce((sum, plan) => sum + countFetches(plan), 0);
      if (fetches > maxFetches) return tooManyFetches(fetches, maxFetches);
      return compileOperation(operation, { ...common, plannable, plans });
    };
    return planner.labels.length === 0 ? compiled([]) : byLabels(planner.labels, compiled);
  };

  return {
    apiSchema,
    planner,
    engine: {
      sealsIds: true,
      async prepare(operation, account) {
        try {
          return await prepare(operation, account);
        } catch (error) {
          if (error instanceof CityGraphError) throw error;
          onUnexpected(error);
          return UNPLANNABLE;
        }
      },
      close: () => planner.close(),
    },
  };
}

/** What is never executed is answered with the reason, and remembered: planning it again would cost as much. */
const unexecutable = (code: ErrorCode, message: string): Executable => ({
  bytes: 0,
  receivers: new Map(),
  execute: async () => ({ data: null, errors: [{ message, code, path: [], count: 1 }], refused: new Map() }),
});

/** What the planner does not understand is a failure of ours. */
const UNPLANNABLE: Executable = {
  ...unexecutable('INTERNAL_ERROR', 'The gateway could not plan this query.'),
  isUnplannable: true,
};

const tooManyFetches = (fetches: number, most: number): Executable =>
  unexecutable(
    'QUERY_TOO_EXPENSIVE',
    `The query takes ${fetches} requests to departments and plugins; ${most} are the most. Ask for less at once.`,
  );
