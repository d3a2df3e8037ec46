import type { ErrorCode } from '@citygraph/contract';
import type { DocumentNode, FieldNode } from 'graphql';

/** A request to one subgraph. */
export interface SubgraphRequest {
  /** JSON of `query`, `variables` and, when it has one, `operationName`. */
  readonly body: string;
  readonly operationName: string | null;
  /** A mutation is sent once; a query may be sent again when the connection broke. */
  readonly isMutation: boolean;
  /** Bytes that this request may still take in; longer answers are failures. */
  readonly maxBytes: number;
  /** Fields asked for, times the entities they are asked of; default 1. Vendors' quotas count it. */
  readonly cost?: number;
  /** Values that its reply may well hold, by what its lists are said to be; default 1. */
  readonly values?: number;
  /** Something in it is as the client wrote it: arguments, or names of its own. A vendor that does not understand that is not at fault. Default false. */
  readonly isChosen?: boolean;
  /** Whom it tells its vendor of, by the departments' keys; default nobody. */
  readonly tells?: readonly ToldPerson[];
}

/** Somebody whom a vendor is told of. */
export interface ToldPerson {
  readonly type: string;
  readonly key: string;
}

/** What a subgraph answered, after its transport made it safe: our codes, no extensions, no host names. */
export interface SubgraphReply {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly SubgraphError[];
  /** Length of the answer. */
  readonly bytes: number;
  /** Others wait for the same answer: it must not be written to. */
  readonly isShared: boolean;
  /** Personal data in it, as a department tells the hub: keys of those whom it is about, and how many objects hold some. */
  readonly disclosed?: Disclosed | undefined;
  /** How the plugin does is not judged by it: it failed, and not by the plugin's doing. */
  readonly isExcused?: boolean;
  /** It failed for want of the sender's own time or share of a quota: another's may go well. */
  readonly isSendersLack?: boolean;
  /** It failed, and no request can have made it so. */
  readonly isCertain?: boolean;
  /** To be called when the data is not what was asked for: a vendor's breaker counts it. */
  readonly invalid?: () => void;
}

export interface Disclosed {
  /** Keys of those whose data it is: they consent, and find the evidence. */
  readonly subjects: readonly string[];
  /** Keys of others who find the evidence. */
  readonly otherSide?: readonly string[];
  readonly rows: number;
}

export interface SubgraphError {
  readonly message: string;
  readonly code: ErrorCode;
  /** null: about the whole request. */
  readonly path: readonly (string | number)[] | null;
}

/** Sends one request to one subgraph on behalf of one client request. Never rejects: failing is an answer. */
export type Dispatch = (subgraph: string, request: SubgraphRequest) => Promise<SubgraphReply>;

/** An operation without what its callers are refused. */
export interface EngineOperation {
  /** A single operation with its fragments, valid, without the refused fields. */
  readonly document: DocumentNode;
  /** With them: what the answer looks like. */
  readonly whole: DocumentNode;
  /** Those fields, as they are in `whole`. */
  readonly refused: ReadonlySet<FieldNode>;
  /** Nothing is left that a subgraph would have to be asked for. */
  readonly isEmpty: boolean;
  /** Equal for equal documents. */
  readonly digest: string;
  readonly operationName: string | null;
}

export interface EngineRequest {
  /** As the client sent them; they fit the operation. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults: what `@skip` and `@include` go by. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly dispatch: Dispatch;
  /** Whom a vendor may be told of, by type and key of an entity; null: of everybody that the operation names. */
  readonly mayReceive?: ((subgraph: string, type: string, key: string) => boolean) | null;
  /** Whom the caller may name to a vendor in an argument that holds somebody's key, by type and key of an entity; null: nobody. */
  readonly mayName?: ((type: string, key: string) => boolean) | null;
  /** Of whom a vendor that leads to them may tell the caller who it is, by type and key of an entity; null: of anybody. */
  readonly mayLearn?: ((type: string, key: string) => boolean) | null;
  /** What the caller knows the key of a `@pairwise` type by; null: as the departments do. */
  readonly sealFor?: ((type: string, key: string) => string) | null;
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
  /** In the shape and order of the whole operation, null at each refused place. */
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly EngineError[];
  /** How many nulls stand for each refused position, by its response keys joined with dots. */
  readonly refused: ReadonlyMap<string, number>;
  /** What departments said of personal data in it; null: there is none. */
  readonly disclosed?: Disclosed | null;
  /** Types of objects that stood where an interface or union was asked for; left out: the engine does not know. */
  readonly stood?: ReadonlySet<string>;
}

/** By vendor: coordinates that it is sent and that somebody has to have decided about, whoever reads its answer. */
export type Receivers = ReadonlyMap<string, ReadonlySet<string>>;

/** An operation, planned; executed as often as it is asked for. */
export interface Executable {
  /** Never rejects. */
  execute(request: EngineRequest): Promise<EngineResult>;
  /** Roughly what it takes in memory. */
  readonly bytes: number;
  /** null: the engine keeps its plans to itself. */
  readonly receivers: Receivers | null;
  /** The planner did not understand the operation: every answer says so. */
  readonly isUnplannable?: boolean;
}

/** Plans operations over the subgraphs, fetches and puts answers together. */
export interface Engine {
  /** Whether `sealFor` is carried out: the reference engine's answers are as they are. */
  readonly sealsIds: boolean;
  /** Rejects with a `CityGraphError` (OVERLOADED, QUERY_TOO_EXPENSIVE) when there is no capacity for planning; `account` is whose turn it is. */
  prepare(operation: EngineOperation, account?: string): Promise<Executable>;
  close(): Promise<void>;
}
