import { hash } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';
import { type DocumentNode, GraphQLError } from 'graphql';
import { executableOf } from '../execution/executable-of.ts';
import { variantOf, variantsOf } from '../policy/variant-of.ts';
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
  /** Text → ready operation, once per distinct text and name; at once when it is known. `by` is whoever asks; default the hub itself. */
  find(text: string, operationName: string | null, by?: AskedBy): Found | Promise<Found>;
  /** What was asked for most often, most often first. */
  hottest(count: number): HotOperation[];
  /**
   * Prepares and plans what was hot elsewhere, so that nobody waits for it here, for as long as it may take (ms); what is no longer valid is left out. Answers
   * the text of one that the planner no longer understands; null: it understands them all.
   */
  warm(hot: readonly HotOperation[], forMs: number): Promise<string | null>;
  /** So many bytes may be kept of operations from now on. */
  resize(bytes: number): void;
}

export interface AskedBy {
  readonly account: string;
  /** Pays for a text that is not known. Rejects when they cannot. */
  pay(cost: number): Promise<void>;
}

/** What preparing a text costs its asker, and planning it again for another set of what is refused: 20 to 100 ms of a thread that all share. */
export const planningCost = ({ length }: string): number => 5 * length;

/** An operation by which another store can be warmed. */
export interface HotOperation {
  readonly text: string;
  readonly operationName: string | null;
  /** The sets of what its callers were refused, by coordinate, or by place where that differs. */
  readonly refused: readonly (readonly string[])[];
}

type Found = ReadyOperation | RefusedDocument;

interface Entry {
  readonly found: Found;
  readonly text: string;
  readonly operationName: string | null;
  hits: number;
}

/** Bytes that operations with their plans may take, and documents of which no operation was chosen yet. */
export const OPERATION_BYTES = 64 * 1024 * 1024;
const DOCUMENT_BYTES = 16 * 1024 * 1024;
/** Measured: a parsed document takes this much for each character of its text. */
const BYTES_PER_CHARACTER = 60;
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
  const documents = new BoundedCache<string, DocumentNode | RefusedDocument>(DOCUMENT_BYTES);
  const operations = new BoundedCache<string, Entry>(OPERATION_BYTES);
  /** Several requests for one new text wait for one preparation. */
  const underWay = new Map<string, Promise<Found>>();

  const documentOf = async (
    text: string,
    digest: string,
    account?: string,
  ): Promise<DocumentNode | RefusedDocument> => {
    const known = documents.get(digest);
    if (known) return known;
    const document = await refusable(() => validDocument(text, graph, limits, account));
    documents.set(digest, document, BYTES_PER_CHARACTER * text.length);
    return document;
  };

  const prepare = async (
    text: string,
    digest: string,
    operationName: string | null,
    key: string,
    account?: string,
  ): Promise<Found> => {
    const document = await documentOf(text, digest, account);
    if ('errors' in document) return document;
    const onPrepared = (bytes: number) => {
      // One that made room and was prepared again since has another in its place.
      if (operations.get(key)?.found === found) operations.grow(key, bytes);
    };
    const found: Found = await refusable(async () =>
      prepareOperation(document, operationName, digest, graph, isTrusted, onPrepared),
    );
    // Names that do not exist are a client's to invent: they must not push others out.
    if ('errors' in found) return found;
    operations.set(key, { found, text, operationName, hits: 1 }, BYTES_PER_CHARACTER * text.length);
    return found;
  };

  const paid = async (text: string, { pay }: AskedBy, prepared: () => Promise<Found>): Promise<Found> => {
    await pay(planningCost(text));
    return prepared();
  };

  const find = (text: string, operationName: string | null, by?: AskedBy): Found | Promise<Found> => {
    const digest = hash('sha256', text, 'base64url');
    const key = operationName === null ? digest : `${digest}:${operationName}`;
    const known = operations.get(key);
    onLookUp(known ? 'hit' : 'miss');
    if (known) {
      known.hits += 1;
      return known.found;
    }
    const start = (): Promise<Found> => {
      const preparing = prepare(text, digest, operationName, key, by?.account).finally(() => underWay.delete(key));
      underWay.set(key, preparing);
      return preparing;
    };
    // Whoever began may have had more waiting than their share: that is not the next one's.
    const prepared = (): Promise<Found> => underWay.get(key)?.catch(() => underWay.get(key) ?? start()) ?? start();
    return by ? paid(text, by, prepared) : prepared();
  };

  return {
    find,
    hottest: (count) =>
      [...operations.values()]
        .sort((one, other) => other.hits - one.hits)
        .slice(0, count)
        .map(({ found, text, operationName }) => ({
          text,
          operationName,
          refused: 'errors' in found ? [] : plannedSets(found),
        })),
    resize: (bytes) => operations.resize(bytes),
    async warm(hot, forMs) {
      const until = performance.now() + forMs;
      for (const { text, operationName, refused } of hot) {
        if (performance.now() > until) break;
        try {
          const found = await find(text, operationName);
          if ('errors' in found) continue;
          const guarded = new Set(found.guarded.map(({ id }) => id));
          for (const ids of refused) {
            const variant = variantOf(
              found,
              ids.filter((id) => guarded.has(id)),
            );
            const { isUnplannable = false } = await executableOf(variant, graph.engine);
            if (isUnplannable) return text;
          }
        } catch {
          // It will be planned, or refused, when somebody asks for it.
        }
      }
      return null;
    },
  };
}

/** What a planner did not understand is nothing to judge another one by. */
function plannedSets(operation: ReadyOperation): string[][] {
  return [...variantsOf(operation)].flatMap(({ without, executable }) =>
    executable !== null && !(executable instanceof Promise) && !executable.isUnplannable ? [[...without]] : [],
  );
}

async function validDocument(text: string, graph: Graph, limits: Limits, account?: string): Promise<DocumentNode> {
  const document = parseDocument(text, limits);
  const errors = await graph.validate(text, document, VALIDATION_ERRORS, account);
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
