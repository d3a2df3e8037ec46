import type { EngineOperation, Executable } from '../execution/engine.ts';
import type { RefusedPosition } from './refused-positions.ts';

/** What is left of an operation for callers who are refused the same coordinates. */
export interface Variant extends EngineOperation {
  /** Where the refused fields were, for the errors. */
  readonly positions: readonly RefusedPosition[];
  /** Its plan, once it was asked for. */
  executable: Promise<Executable> | Executable | null;
  /** Told how many bytes its plan takes. */
  readonly onPrepared: (bytes: number) => void;
}
