import type { SigningKey } from '@citygraph/contract';
import type { SealMemory } from '@citygraph/gateway';
import type { GuardedClient } from './guarded-client.ts';
import type { Admission } from './plugin-release/admission.ts';
import type { CountAdmission } from './plugin-release/count-admission.ts';
import type { Pace } from './rollout/rollout.rules.ts';
import type { Watching } from './service-level/watching.ts';

/** What a deployment lends the registry beside its keys. Without one, what needs it is refused; everything else works. */
export interface RegistryPorts {
  /** Judges what is to be published. */
  readonly admission?: Admission;
  /** Counts what publishers have judged, where every registry sees it; without it they have as much judged as they like. */
  readonly countAdmission?: CountAdmission;
  /** Asks URLs that strangers name: proofs of domains, webhooks. */
  readonly client?: GuardedClient;
  /** What keys of plugins' hops are made of, here and at the gateways; 32 bytes or more. */
  readonly hopMaster?: Uint8Array;
  /** What the secrets of webhooks are made of, 32 bytes or more; with it and a client, webhooks are delivered. */
  readonly webhookSecret?: Uint8Array;
  /** What each step of a rollout must have seen before the next; default 100 calls or 10 minutes. */
  readonly pace?: Pace;
  /** How long the hub lets stand what is decided; default as `DEFAULT_WATCHING`. */
  readonly watching?: Watching;
  /** By which of them the audit chain may be sealed, from where the chain is not; without it a seal has to fit, whoever signed it. */
  readonly auditKeys?: () => Promise<readonly SigningKey['publicJwk'][]>;
  /** The last seal that this registry has seen, kept outside the database: an audit that is without it is broken. */
  readonly auditMemory?: SealMemory;
}
