import { hash } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { Graph } from '../supergraph/load-supergraph.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Limits } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import type { ValidationError } from './planning/planner-messages.ts';
import { prepareOperation } from './prepare-operation.ts';
import type { ReadyOperation } from './ready-operation.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** A document that is not executed, and why. */
export interface RefusedDocument {
  readonly errors: readonly object[];
}

export interface OperationStore {
  /** Text → ready operation, once per distinct text and name; at once when it is known. */
  find(text: string, operationName: string | null): Found | Promise<Found>;
}

type Found = ReadyOperation | RefusedDocument;

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
  const operations = new BoundedCache<string, Found>(DOCUMENTS);
  /** Several requests for one new text wait for one validation. */
  const underWay = new Map<string, Promise<DocumentNode | RefusedDocument>>();

  const readDocument = async (text: string, digest: string): Promise<DocumentNode | RefusedDocument> => {
    const document = await refusable(() => validDocument(text, graph, limits));
    if (text.length <= KEPT_LENGTH) documents.set(digest, document);
    return document;
  };
  const documentOf = (text: string, digest: string): Promise<DocumentNode | RefusedDocument> => {
    const known = underWay.get(digest);
    if (known) return known;
    const reading = readDocument(text, digest).finally(() => underWay.delete(digest));
    underWay.set(digest, reading);
    return reading;
  };

  const prepare = async (text: string, digest: string, operationName: string | null, key: string): Promise<Found> => {
    const document = documents.get(digest) ?? (await documentOf(text, digest));
    if ('errors' in document) return document;
    const operation = await refusable(async () => prepareOperation(document, operationName, digest, graph, isTrusted));
    // Names that do not exist are a client's to invent: they must not push others out.
    if (!('errors' in operation) && text.length <= KEPT_LENGTH) operations.set(key, operation);
    return operation;
  };

  return {
    find(text, operationName) {
      const digest = hash('sha256', text, 'base64url');
      const key = operationName === null ? digest : `${digest}:${operationName}`;
      const known = operations.get(key);
      onLookUp(known ? 'hit' : 'miss');
      return known ?? prepare(text, digest, operationName, key);
    },
  };
}

async function validDocument(text: string, graph: Graph, limits: Limits): Promise<DocumentNode> {
  const document = parseDocument(text, limits);
  const errors = await graph.validate(text, document, VALIDATION_ERRORS);
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
  readonly errors: readonly object[];

  constructor(errors: readonly ValidationError[]) {
    super('The document is not valid.');
    this.errors = errors.map(({ message, locations, extensions }) => ({
      message,
      ...(locations && { locations }),
      // A scalar of the hub's says BAD_USER_INPUT itself.
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions },
    }));
  }
}

async function refusable<T>(run: () => Promise<T>): Promise<T | RefusedDocument> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InvalidDocument) return { errors: error.errors };
    // No capacity is no fault of the document's.
    if (error instanceof CityGraphError && error.code === 'OVERLOADED') throw error;
    if (error instanceof GraphQLError) return { errors: [error] };
    // A text that overflows the parser's or a visitor's stack is refused like any that is too deep.
    if (error instanceof RangeError)
      return { errors: [new CityGraphError('QUERY_TOO_DEEP', 'The query is too deep.')] };
    throw error;
  }
}
