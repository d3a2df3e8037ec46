import type { GuardedClient } from './guarded-client.ts';

/** What a deployment lends the registry beside its keys. Without one, what needs it is refused; everything else works. */
export interface RegistryPorts {
  /** Asks URLs that strangers name: proofs of domains, webhooks. */
  readonly client?: GuardedClient;
}
