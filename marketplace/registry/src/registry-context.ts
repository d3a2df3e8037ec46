import { CityGraphError, type SigningKey } from '@citygraph/contract';
import type { SubgraphContext } from '@citygraph/kit';

/** What a deployment gives the registry beside its database. */
export interface RegistryKeys {
  /** Under which gateways hash subjects in the ledger, 32 bytes or more. */
  readonly subjectSecret: Uint8Array;
  /** Signs consents. */
  readonly consentKey: SigningKey;
  /** What plugins' keys of the hop are made of (`vendorHopSecret`); gateways have the same. Without it nobody is shown one. */
  readonly hopMaster?: Uint8Array;
}

/** @throws INTERNAL_ERROR when the registry was started without keys, as tools that only print its schema do. */
export function keysOf(context: SubgraphContext): RegistryKeys {
  const { keys } = context as SubgraphContext & { readonly keys?: RegistryKeys };
  if (!keys) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without keys.');
  return keys;
}

/** @throws INTERNAL_ERROR when the deployment gave none. */
export function hopMasterOf(context: SubgraphContext): Uint8Array {
  const { hopMaster } = keysOf(context);
  if (!hopMaster)
    throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without the secret of plugins’ keys.');
  return hopMaster;
}
