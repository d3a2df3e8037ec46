import { CityGraphError } from '@citygraph/contract';
import type { Tier } from '../gateway-options.ts';

/** Why a subgraph gave no answer, without where it lives or what it said. */
export type Failure = 'unreachable' | 'timeout' | 'invalid';

const VENDOR_CODES = {
  unreachable: 'PLUGIN_UNAVAILABLE',
  timeout: 'PLUGIN_TIMEOUT',
  invalid: 'PLUGIN_INVALID_REPLY',
} as const;

const SAYINGS: Readonly<Record<Failure, string>> = {
  unreachable: 'is not answering. Try again later.',
  timeout: 'took too long to answer. Try again later.',
  invalid: 'gave an answer that cannot be read.',
};

export function unavailable(subgraph: string, tier: Tier, failure: Failure): CityGraphError {
  const code = tier === 'vendor' ? VENDOR_CODES[failure] : 'DEPARTMENT_UNAVAILABLE';
  const who = { department: 'department', vendor: 'plugin', foreign: 'subgraph' }[tier];
  return new CityGraphError(code, `The ${who} ${subgraph} ${SAYINGS[failure]}`);
}
