import './launch-without-telemetry.ts';
import { ApolloGateway } from '@apollo/gateway';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Engine, EngineError, EngineRequest, EngineResult } from '../engine.ts';
import { plannerSupergraph } from './planner-supergraph.ts';
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
    queryPlannerConfig: { debug: { maxEvaluatedPlans: 100 } },
  });
  const { schema: apiSchema, executor } = await gateway.load();
  return {
    apiSchema,
    engine: {
      execute: (request) => execute(executor, apiSchema, request, onUnexpected),
      close: () => gateway.stop(),
    },
  };
}

async function execute(
  executor: Executor,
  schema: GraphQLSchema,
  { document, digest, operationName, variables, dispatch }: EngineRequest,
  onUnexpected: (error: unknown) => void,
): Promise<EngineResult> {
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
