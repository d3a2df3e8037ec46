import { OPERATION_BYTES } from '../operation/operation-store.ts';
import type { Generation } from './generation.ts';
import { generationsOf, type LineUp } from './line-up.ts';

/** What the others may keep of operations: they answer few clients, and there may be ten of them. */
const BESIDE_BYTES = 8 * 1024 * 1024;

/** The stable graph keeps its planner and most of the memory. */
export function settle(lineUp: LineUp): void {
  for (const generation of generationsOf(lineUp)) {
    if (generation !== lineUp.stable) settleBeside(generation);
  }
  const { graph, operations } = lineUp.stable;
  graph.pin(true);
  operations.resize(OPERATION_BYTES);
}

export function settleBeside({ graph, operations }: Generation): void {
  graph.pin(false);
  operations.resize(BESIDE_BYTES);
}
