import { median } from '../gateway/load/percentile.ts';

export interface Timed {
  readonly name: string;
  /** null: nothing is promised. */
  readonly targetMs: number | null;
  readonly medianMs: number;
  readonly bestMs: number;
  readonly worstMs: number;
}

export const timed = (name: string, targetMs: number | null, all: readonly number[]): Timed => ({
  name,
  targetMs,
  medianMs: median(all),
  bestMs: Math.min(...all),
  worstMs: Math.max(...all),
});

/** A sentence for each promise that is not kept at the median: one run in a moment of trouble proves nothing, half of them do. */
export const missedTargets = (rows: readonly Timed[]): readonly string[] =>
  rows.flatMap(({ name, targetMs, medianMs }) =>
    targetMs !== null && medianMs > targetMs
      ? [`${name} takes ${Math.round(medianMs)} ms at the median, more than the ${targetMs} ms that are promised.`]
      : [],
  );
