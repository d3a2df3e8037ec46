import { CityGraphError, type SigningKey } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';

/** What a deployment gives the registry beside its database. */
export interface RegistryKeys {
  /** Under which gateways hash subjects in the ledger, 32 bytes or more. */
  readonly subjectSecret: Uint8Array;
  /** Signs consents. */
  readonly consentKey: SigningKey;
}

/** @throws INTERNAL_ERROR when the registry was started without keys, as tools that only print its schema do. */
export function keysOf(context: SubgraphContext): RegistryKeys {
  const { keys } = context as SubgraphContext & { readonly keys?: RegistryKeys };
  if (!keys) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without keys.');
  return keys;
}
