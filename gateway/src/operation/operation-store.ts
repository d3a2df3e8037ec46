import { createHash } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';
import { type DocumentNode, GraphQLError, validate } from 'graphql';
import type { Graph } from '../supergraph/load-supergraph.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Limits } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import { prepareOperation } from './prepare-operation.ts';
import type { ReadyOperation } from './ready-operation.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** A document that is not executed, and why. */
export interface RefusedDocument {
  readonly errors: readonly GraphQLError[];
}

export interface OperationStore {
  /** Text → ready operation, once per distinct text and name. */
  find(text: string, operationName: string | null): ReadyOperation | RefusedDocument;
}

const DOCUMENTS = 1_000;
/** Longer texts hold data that belongs into variables; they are prepared each time, or a few would fill the memory. */
const KEPT_LENGTH = 20_000;
const VALIDATION_ERRORS = 20;
/** graphql-js gives up comparing fields of one name after so many steps. It exports neither the number nor the error. */
const COMPARISONS = 500_000;
const GIVEN_UP = 'Validation aborted.';

/** Parses, checks limits, validates and prepares each distinct document once. What was refused is remembered as well. */
export function createOperationStore(
  graph: Graph,
  limits: Limits,
  isTrusted: TrustedDocuments,
  onLookUp: (outcome: 'hit' | 'miss') => void = () => {},
): OperationStore {
  const documents = new BoundedCache<string, DocumentNode | RefusedDocument>(DOCUMENTS);
  const operations = new BoundedCache<string, ReadyOperation | RefusedDocument>(DOCUMENTS);
  return {
    find(text, operationName) {
      const digest = createHash('sha256').update(text).digest('base64url');
      const key = `${digest}:${operationName ?? ''}`;
      const known = operations.get(key);
      onLookUp(known ? 'hit' : 'miss');
      if (known) return known;
      let document = documents.get(digest);
      if (!document) {
        document = refusable(() => validDocument(text, graph, limits));
        if (text.length <= KEPT_LENGTH) documents.set(digest, document);
      }
      if ('errors' in document) return document;
      const valid = document;
      const operation = refusable(() => prepareOperation(valid, operationName, digest, graph, isTrusted));
      // Names that do not exist are a client's to invent: they must not push others out.
      if (!('errors' in operation) && text.length <= KEPT_LENGTH) operations.set(key, operation);
      return operation;
    },
  };
}

function validDocument(text: string, { apiSchema }: Graph, limits: Limits): DocumentNode {
  const document = parseDocument(text, limits);
  const errors = validate(apiSchema, document, undefined, { maxErrors: VALIDATION_ERRORS });
  if (errors.some(({ message }) => message === GIVEN_UP)) {
    throw new CityGraphError(
      'QUERY_TOO_LARGE',
      `The query selects fields under the same names so often that comparing them takes more than ${COMPARISONS} steps, the limit: select each once.`,
    );
  }
  if (errors.length > 0) throw new InvalidDocument(errors);
  return document;
}

class InvalidDocument extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('The document is not valid.');
    this.errors = errors.map(
      ({ message, source, positions, extensions }) =>
        // A scalar of the hub's says BAD_USER_INPUT itself.
        new GraphQLError(message, {
          source,
          positions,
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions },
        }),
    );
  }
}

function refusable<T>(run: () => T): T | RefusedDocument {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidDocument) return { errors: error.errors };
    if (error instanceof GraphQLError) return { errors: [error] };
    // A text that overflows the parser's or a visitor's stack is refused like any that is too deep.
    if (error instanceof RangeError)
      return { errors: [new CityGraphError('QUERY_TOO_DEEP', 'The query is too deep.')] };
    throw error;
  }
}
