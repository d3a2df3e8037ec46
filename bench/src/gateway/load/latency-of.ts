import type { Latency } from './load-job.ts';
import { percentile } from './percentile.ts';

/** Of milliseconds in any order. */
export function latencyOf(milliseconds: Iterable<number>): Latency {
  const sorted = Float64Array.from(milliseconds).sort();
  return { p50: percentile(sorted, 50), p99: percentile(sorted, 99), max: sorted.at(-1) ?? 0 };
}

/** How many sizes differ from the median size by more than 2 %: an answer with errors is of another size. */
export function oddSizes(sizes: readonly number[]): number {
  const usual = percentile(
    sizes.toSorted((a, b) => a - b),
    50,
  );
  return sizes.filter((size) => Math.abs(size - usual) > usual * 0.02).length;
}
