import type { DocumentNode, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Guarded } from '../policy/need.ts';
import type { Variant } from '../policy/variant.ts';
import type { BoundedCache } from './bounded-cache.ts';
import type { OperationCost } from './operation-cost.ts';

/** One operation of a document, with everything about it that does not depend on who asks. */
export interface ReadyOperation {
  /** Of document and operation name. */
  readonly digest: string;
  /** SHA-256 of the document's text, in hex. */
  readonly documentDigest: string;
  /** What it names of the schema. */
  readonly coordinates: readonly string[];
  readonly name: string | null;
  readonly type: OperationTypeNode;
  /** The operation and the fragments it reaches, nothing else; without fragments where places of one field demand different things. */
  readonly document: DocumentNode;
  readonly schema: GraphQLSchema;
  /** Nothing but `__schema`, `__type` and `__typename` at its root. */
  readonly isIntrospection: boolean;
  readonly asksSchema: boolean;
  /** Its own text holds the id of a person or household. */
  readonly namesSomebody: boolean;
  /** Its document is one of the hub's own list. */
  readonly trusted: boolean;
  /** Levels of data fields. */
  readonly depth: number;
  /** With the variables of a request. */
  readonly cost: OperationCost;
  /** What it selects that is not open to everyone. */
  readonly guarded: readonly Guarded[];
  /** What is left of it, by set of what is refused; 16 are kept, besides the whole. */
  readonly variants: BoundedCache<string, Variant>;
  /** Told how many bytes a plan of it takes; less than none of one that was forgotten. */
  readonly onPrepared: (bytes: number) => void;
}
