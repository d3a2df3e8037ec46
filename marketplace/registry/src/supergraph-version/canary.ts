import type { SupergraphArtefact } from '@citygraph/contract';

/** A question whose answer is known to be without errors. */
export interface GoldenQuery {
  readonly name: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What went wrong when a gateway was booted with a graph. */
export interface CanaryFinding {
  /** Name of the golden query; null: it did not boot. */
  readonly query: string | null;
  readonly message: string;
}

/** Boots a gateway with the graph, plans and asks the golden queries; nothing found: it may serve. A deployment gives it. */
export type Canary = (
  artefact: SupergraphArtefact,
  goldenQueries: readonly GoldenQuery[],
) => Promise<readonly CanaryFinding[]>;
