import type { PolicyBundle } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { bundleOf } from '../policy/bundle-of.ts';
import { createConsentShards } from '../policy/consent-shards.ts';

/** The policy as a gateway carries it out: with the consents that it names, as far as they and their grants live. */
export async function policyOf(em: EntityManager, subjectSecret: Uint8Array, now: Date): Promise<PolicyBundle> {
  const shards = createConsentShards(subjectSecret);
  const bundle = await bundleOf(em, shards, now);
  const grants = new Set(bundle.grants.map(({ id }) => id));
  const consents = Object.values(bundle.consentShards ?? {})
    .flatMap((digest) => shards.find(digest)?.consents ?? [])
    .filter(({ grant, until }) => grants.has(grant) && Date.parse(until) > Date.parse(bundle.issuedAt))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  return { ...bundle, consents };
}
