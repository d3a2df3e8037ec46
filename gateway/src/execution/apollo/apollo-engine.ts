import './launch-without-telemetry.ts';
import { ApolloGateway } from '@apollo/gateway';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { plannerSupergraph } from '../../operation/planning/planner-supergraph.ts';
import { pruneDocument } from '../../policy/prune-document.ts';
import type { Engine, EngineError, EngineOperation, EngineRequest, EngineResult, Executable } from '../engine.ts';
import { fillHollowSelections } from '../fill-hollow-selections.ts';
import { completeAnswer } from './complete-answer.ts';
import { type EngineContext, subgraphService } from './subgraph-service.ts';

type Executor = ApolloGateway['executor'];
type RequestContext = Parameters<Executor>[0];
type ApolloError = NonNullable<Awaited<ReturnType<Executor>>['errors']>[number];

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The reference engine: Apollo's planner and executor (Elastic licence 2.0), with our transport below and our errors above. */
export async function createApolloEngine(
  supergraph: DocumentNode,
  onUnexpected: (error: unknown) => void = () => {},
): Promise<{ engine: Engine; apiSchema: GraphQLSchema }> {
  const gateway = new ApolloGateway({
    supergraphSdl: plannerSupergraph(supergraph),
    buildService: ({ name }) => subgraphService(name),
    // Said, not left to NODE_ENV: production and development plan, validate and hide alike.
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    debug: false,
    logger: SILENT,
    // The default of 10,000 lets one hostile query plan for a second.
    queryPlannerConfig: { debug: { maxEvaluatedPlans: 100 }, reuseQueryFragments: false },
  });
  const { schema: apiSchema, executor } = await gateway.load();
  return {
    apiSchema,
    engine: {
      sealsIds: false,
      prepare: async (operation) => executable(executor, apiSchema, operation, onUnexpected),
      close: () => gateway.stop(),
    },
  };
}

/** ApolloGateway plans when it is first asked, and keeps its plans itself. */
function executable(
  executor: Executor,
  schema: GraphQLSchema,
  operation: EngineOperation,
  onUnexpected: (error: unknown) => void,
): Executable {
  const { whole, refused, isEmpty } = operation;
  const filled = fillHollowSelections(operation.document);
  // Completing what differs from the operation goes by type names.
  const document = filled === whole ? whole : pruneDocument(filled, schema, () => null);
  return {
    bytes: 0,
    receivers: null,
    async execute(request) {
      const { data, errors } = isEmpty
        ? { data: {}, errors: [] }
        : await execute(executor, schema, { ...operation, document }, request, onUnexpected);
      // What was planned is what was asked for: the answer holds nothing that has to go.
      if (data === null || document === whole) return { data, errors, refused: new Map() };
      const completion = completeAnswer({ schema, document: whole, variables: request.variables, refused, data });
      return { data: completion.data, errors, refused: completion.nulls };
    },
  };
}

async function execute(
  executor: Executor,
  schema: GraphQLSchema,
  { document, digest, operationName }: EngineOperation,
  { variables, dispatch }: EngineRequest,
  onUnexpected: (error: unknown) => void,
): Promise<Pick<EngineResult, 'data' | 'errors'>> {
  const operation = getOperationAST(document, operationName);
  const context: EngineContext = { dispatch, isMutation: operation?.operation === 'mutation' };
  const request = { variables: { ...variables }, ...(operationName !== null && { operationName }) };
  try {
    const { data, errors, extensions } = await executor({
      request,
      document,
      operation,
      operationName,
      schema,
      queryHash: digest,
      context,
      logger: SILENT,
      metrics: {},
      // Apollo Server's fields that the executor never reads are left out.
    } as unknown as RequestContext);
    // Without other errors Apollo reports a null where none may be as an extension that it wants debugged, not seen.
    const completion = (extensions?.valueCompletion ?? []) as readonly ApolloError[];
    return {
      data: (data as Record<string, unknown> | null | undefined) ?? null,
      errors: [
        ...(errors ?? []).map((error) => engineError(error, onUnexpected)),
        ...completion.map((error) => ({ ...UNEXPECTED, message: error.message, path: error.path ?? [] })),
      ],
    };
  } catch (error) {
    onUnexpected(error);
    return { data: null, errors: [UNEXPECTED] };
  }
}

const UNEXPECTED: EngineError = {
  message: 'The gateway could not put this answer together.',
  code: 'INTERNAL_ERROR',
  path: [],
  count: 1,
};

/** Errors that came through our dispatch carry the subgraph's name; all others are the executor's own. */
function engineError(error: ApolloError, onUnexpected: (error: unknown) => void): EngineError {
  const { code, count, serviceName } = error.extensions ?? {};
  if (serviceName === undefined) {
    onUnexpected(error);
    return { ...UNEXPECTED, path: error.path ?? [] };
  }
  return {
    message: error.message,
    code: code as EngineError['code'],
    path: error.path ?? [],
    count: typeof count === 'number' ? count : 1,
  };
}
