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
  /** Its operation has forgotten it: what its plan takes is not counted. */
  isForgotten: boolean;
  /** Told how many bytes its plan takes. */
  readonly onPrepared: (bytes: number) => void;
}

/** Gives back the bytes of its plan; of one that is being made none will be taken. */
export function forget(variant: Variant): void {
  const { executable, isForgotten, onPrepared } = variant;
  variant.isForgotten = true;
  if (!isForgotten && executable !== null && !(executable instanceof Promise)) onPrepared(-executable.bytes);
}
