import type { DocumentNode } from 'graphql';
import type { RefusedPosition } from './refused-positions.ts';

/** What is left of an operation for callers who are refused the same coordinates. */
export interface Variant {
  /** Digest of what is left: the key of its plan. */
  readonly digest: string;
  readonly refused: ReadonlySet<string>;
  /** Without the refused fields. */
  readonly document: DocumentNode;
  /** No data field is left to be asked. */
  readonly isEmpty: boolean;
  /** Where the refused fields were, for the errors. */
  readonly positions: readonly RefusedPosition[];
}
