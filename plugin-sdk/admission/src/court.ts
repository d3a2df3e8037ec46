import type { Composition, SubgraphSource } from '@citygraph/composition';
import type { AdmissionRequest, AdmissionVerdict } from './admission.ts';
import { createComposedGraphs } from './composed-graphs.ts';
import { judge } from './judge.ts';

/** Composes subgraphs within a deadline, in milliseconds; what does not compose is told, not thrown. */
export type Compose = (subgraphs: readonly SubgraphSource[], deadlineMs: number) => Promise<Composition>;

export interface CourtOptions {
  /** Milliseconds that composing may take beyond the base's own time (DECISIONS 16). */
  readonly deadlineMs?: number;
  /** Milliseconds that `boot` may take. */
  readonly bootMs?: number;
  /** `host:port` pairs on this machine that the operator registered for plugins (embedded profile). */
  readonly loopback?: readonly string[];
  /** How many graphs without the plugin are kept composed. */
  readonly basesKept?: number;
  readonly compose: Compose;
}

export interface Court {
  judge(request: AdmissionRequest, about?: { readonly file?: string | null }): Promise<AdmissionVerdict>;
}

/** Judges in this thread, whatever that takes: the body of an admission's own, and of tests that look into the rules. */
export function createCourt({
  deadlineMs = 10_000,
  bootMs = 30_000,
  loopback = [],
  basesKept = 4,
  compose,
}: CourtOptions): Court {
  const bases = createComposedGraphs(compose, basesKept);
  return {
    judge: (request, about) =>
      judge(request, { deadlineMs, bootMs, loopback, file: about?.file ?? null, compose, bases }),
  };
}
