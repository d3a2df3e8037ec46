import { CityGraphError } from '@citygraph/contract';
import { GraphQLError } from 'graphql';
import { toTypedError } from './answer.ts';

/**
 * What the hub may read of an error. Our own pass with their code; GraphQL's words about the document pass too; of anything
 * else (a failed query, a value that a scalar cannot write) only the place is told, and `onUnexpected` gets the rest.
 */
export function maskError(error: unknown, onUnexpected: (cause: unknown) => void): GraphQLError {
  const cause = causeOf(error);
  const place = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
  if (cause instanceof CityGraphError) {
    return new CityGraphError(cause.code, cause.message, { ...place, extensions: cause.extensions });
  }
  if (cause instanceof GraphQLError && isAboutTheDocument(error, cause)) {
    return isGraphqlCode(cause.extensions.code)
      ? cause
      : new CityGraphError('BAD_USER_INPUT', cause.message, { ...place, extensions: httpOf(cause) });
  }
  onUnexpected(cause);
  const { code, message } = toTypedError(cause);
  return new CityGraphError(code, message, place);
}

/** Through GraphQL's wrapping down to what was thrown. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && !(cause instanceof CityGraphError) && cause.originalError) {
    cause = cause.originalError;
  }
  return cause;
}

/** Errors in the text or its variables have no path, or were thrown with their nodes; a resolver's get both only later. */
const isAboutTheDocument = (error: unknown, cause: GraphQLError): boolean =>
  cause.nodes !== undefined || (error instanceof GraphQLError && error.path === undefined);

const isGraphqlCode = (code: unknown): boolean => typeof code === 'string' && code.startsWith('GRAPHQL_');

/** The status that graphql-yoga picked; it takes it out again before it answers. */
const httpOf = ({ extensions: { http } }: GraphQLError): Record<string, unknown> => (http ? { http } : {});
