import { median } from '../gateway/load/percentile.ts';
import type { Target } from '../report/targets.ts';

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

/** Promised of the median: one run in a moment of trouble proves nothing, half of them do. */
export const targetsOf = (rows: readonly Timed[]): readonly Target[] =>
  rows.flatMap(({ name, targetMs, medianMs }) =>
    targetMs === null ? [] : [{ what: `${name}, median`, is: medianMs, most: targetMs, unit: 'ms' }],
  );
