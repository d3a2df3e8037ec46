import type { ServingState } from '@citygraph/contract';
import type { Gateway } from '../../create-gateway.ts';
import type { Keyring } from './keyring.ts';

/** What runs, and what of the newest graph set does not. */
export function servingState(
  gateway: Gateway | null,
  keyring: Keyring,
  { graphs, refused, missing }: Required<Pick<ServingState, 'graphs' | 'refused' | 'missing'>>,
): ServingState {
  const served = gateway?.serving();
  return {
    keyset: keyring.current()?.sequence ?? 0,
    policy: served?.policy ?? 0,
    graphs,
    stable: served?.stable ?? '',
    sandbox: served?.sandbox ?? null,
    rollouts: served?.rollouts ?? {},
    refused: { ...refused, ...served?.refused },
    missing,
  };
}
