import type { Policies } from '../policy/bundle/policies.ts';
import type { LineUp } from './line-up.ts';

/** What runs, by digests. */
export interface Served {
  /** Version of the policy; 0: none is in force. */
  readonly policy: number;
  readonly stable: string;
  readonly sandbox: string | null;
  /** By rollout. */
  readonly rollouts: Readonly<Record<string, string>>;
  /** What was wanted last and could not be loaded: digest → why. */
  readonly refused: Readonly<Record<string, string>>;
}

export function servedBy(
  { stable, sandbox, rollouts }: LineUp,
  policies: Policies,
  refused: Readonly<Record<string, string>>,
): Served {
  return {
    policy: policies.current()?.version ?? 0,
    stable: stable.digest,
    sandbox: sandbox?.digest ?? null,
    rollouts: Object.fromEntries(rollouts.map(({ id, generation }) => [id, generation.digest])),
    refused,
  };
}
