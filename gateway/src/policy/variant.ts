import type { EngineOperation, Executable } from '../execution/engine.ts';
import type { RefusedPosition } from './refused-positions.ts';

/** What is left of an operation for callers who are refused the same. */
export interface Variant extends EngineOperation {
  /** What that is, by id. */
  readonly without: readonly string[];
  /** Where the refused fields were, for the errors. */
  readonly positions: readonly RefusedPosition[];
  /** Its plan, once it was asked for. */
  executable: Promise<Executable> | Executable | null;
  /** Told how many bytes its plan takes. */
  readonly onPrepared: (bytes: number) => void;
}
