import type { SupergraphSource } from '../gateway-options.ts';
import type { Generation } from './generation.ts';

/** Graphs that are served at once, and who gets which. */
export interface LineUp {
  /** For everybody else. */
  readonly stable: Generation;
  /** For who asks for it and may; null: there is none. */
  readonly sandbox: Generation | null;
  readonly rollouts: readonly RolloutGeneration[];
}

export interface RolloutGeneration {
  readonly id: string;
  readonly buckets: ReadonlySet<number>;
  readonly generation: Generation;
}

/** A line-up that is still to be loaded. */
export interface WantedLineUp {
  readonly stable: SupergraphSource;
  /** null: none; left out: the one that is served stays. */
  readonly sandbox?: SupergraphSource | null;
  readonly rollouts?: readonly WantedRollout[];
}

export interface WantedRollout {
  readonly id: string;
  /** Of 100; no two rollouts own the same. */
  readonly buckets: readonly number[];
  readonly supergraph: SupergraphSource;
}

/** Each once, though two places may show the same graph. */
export const generationsOf = ({ stable, sandbox, rollouts }: LineUp): ReadonlySet<Generation> =>
  new Set([stable, ...(sandbox ? [sandbox] : []), ...rollouts.map(({ generation }) => generation)]);
