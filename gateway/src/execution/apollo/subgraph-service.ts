import type { GraphQLDataSource } from '@apollo/gateway';
import type { ErrorCode } from '@citygraph/contract';
import type { Dispatch, SubgraphError, SubgraphReply } from '../engine.ts';
import { fetchPositions } from './fetch-positions.ts';

type Process = GraphQLDataSource['process'];

/** What travels through Apollo's gateway unseen, as the context of one request. */
export interface EngineContext extends Record<string, unknown> {
  readonly dispatch: Dispatch;
  readonly isMutation: boolean;
}

/** Stands where Apollo's HTTP client would: every fetch goes through our dispatch. */
export function subgraphService(name: string): GraphQLDataSource {
  const process: Process = async ({ request, context }) => {
    const { dispatch, isMutation } = context as EngineContext;
    const variables = request.variables ?? {};
    const isEntityFetch = Array.isArray(variables.representations);
    const operationName = request.operationName ?? null;
    const reply = await dispatch(name, {
      body: JSON.stringify({ query: request.query ?? '', ...(operationName !== null && { operationName }), variables }),
      operationName,
      isMutation: isMutation && !isEntityFetch,
      maxBytes: Number.POSITIVE_INFINITY,
    });
    const { data, errors } = isEntityFetch ? checkedEntities(reply, variables) : reply;
    return {
      // Apollo writes into what it gets.
      data: reply.isShared ? structuredClone(data) : data,
      // Apollo takes an empty list of errors for errors.
      ...(errors.length > 0 && {
        errors: errors.flatMap((error) => placed(error, request.query ?? '', variables)),
      }),
    };
  };
  return { process };
}

/** An error about a whole request shows at each field that the request was to bring. */
function placed({ message, code, path }: SubgraphError, query: string, variables: Record<string, unknown>) {
  const positions = path ? [{ path, count: 1 }] : fetchPositions(query, variables);
  return positions.map(({ path: place, count }) => ({
    message,
    path: place,
    extensions: { code: code satisfies ErrorCode, count },
  }));
}

/** Apollo would throw, without a path, at an answer with more or fewer entities than were asked for. */
function checkedEntities(reply: SubgraphReply, variables: Record<string, unknown>): SubgraphReply {
  const { data } = reply;
  if (data === null) return reply;
  const asked = (variables.representations as readonly unknown[]).length;
  if (Array.isArray(data._entities) && data._entities.length === asked) return reply;
  if (data._entities === null && reply.errors.length > 0) return { ...reply, data: null };
  return {
    ...reply,
    data: null,
    errors: [
      {
        message: 'A subgraph answered with another number of entities than it was asked for.',
        code: 'INTERNAL_ERROR',
        path: null,
      },
    ],
  };
}
