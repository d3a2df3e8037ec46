import type { ErrorCode } from '@citygraph/contract';
import type { DocumentNode } from 'graphql';

/** A request to one subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** A mutation is sent once; a query may be sent again when the connection broke. */
  readonly isMutation: boolean;
}

/** What a subgraph answered, after its transport made it safe: our codes, no extensions, no host names. */
export interface SubgraphReply {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly SubgraphError[];
}

export interface SubgraphError {
  readonly message: string;
  readonly code: ErrorCode;
  /** null: about the whole request. */
  readonly path: readonly (string | number)[] | null;
}

/** Sends one request to one subgraph on behalf of one client request. Never rejects: failing is an answer. */
export type Dispatch = (subgraph: string, request: SubgraphRequest) => Promise<SubgraphReply>;

export interface EngineRequest {
  /** A single operation with its fragments, valid and within what the caller may ask. */
  readonly document: DocumentNode;
  /** Equal for equal documents: the key of the plan. */
  readonly digest: string;
  readonly operationName: string | null;
  /** As the client sent them; they fit the operation. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly dispatch: Dispatch;
}

export interface EngineError {
  readonly message: string;
  readonly code: ErrorCode;
  /** Response keys and list indices; empty: nothing is known. */
  readonly path: readonly (string | number)[];
  /** How many places of the answer it stands for. */
  readonly count: number;
}

export interface EngineResult {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly EngineError[];
}

/** Plans an operation over the subgraphs, fetches and puts the answer together. */
export interface Engine {
  execute(request: EngineRequest): Promise<EngineResult>;
  close(): Promise<void>;
}
