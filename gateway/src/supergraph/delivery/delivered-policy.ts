import type { Gateway } from '../../create-gateway.ts';
import { wordsOf } from '../../words-of.ts';
import { consentFetches } from './consent-fetches.ts';
import type { ControlChannel } from './control-channel.ts';
import type { DocumentStore } from './document-store.ts';

type PolicyTaker = Pick<Gateway, 'offerPolicy'>;

export interface DeliveredPolicy {
  /** Carries out a policy, and keeps it on disk. Answers whether all that it names was there; throws when none of it can be taken. */
  take(at: PolicyTaker, document: unknown): Promise<boolean>;
  /** Carries out what was kept last; answers whether anything was. */
  restore(at: PolicyTaker): Promise<boolean>;
}

export interface DeliveredPolicyOptions {
  readonly channel: Pick<ControlChannel, 'consents'>;
  readonly store: Pick<DocumentStore, 'policy' | 'consents' | 'keepPolicy'>;
  readonly log: (line: object) => void;
}

/** So long a policy waits for its consents; ms. */
const PATIENCE_MS = 1_000;

/**
 * A policy and the consents that it names. What was decided is carried out within a second: where consents are not there by then, nobody has consented until they are, for what was
 * revoked must not go on because of it.
 */
export function deliveredPolicy({ channel, store, log }: DeliveredPolicyOptions): DeliveredPolicy {
  const fetches = consentFetches(channel.consents, (digest, error) =>
    log({ event: 'consents-missing', digest, note: 'Nobody in it has consented.', reason: wordsOf(error) }),
  );
  return {
    async take(at, document) {
      const offered = at.offerPolicy(document);
      const came = await fetches.within(PATIENCE_MS, offered.wanted());
      if (offered.take([...came.values()])) log({ event: 'policy-taken' });
      const { version, consentShards = {} } = offered.bundle;
      // The same content may be signed anew: it is kept as it can be read after a change of keys.
      await store
        .keepPolicy(version, document, came, new Set(Object.values(consentShards)))
        .catch((error: unknown) => log({ event: 'not-kept', what: 'policy', reason: wordsOf(error) }));
      return offered.wanted().length === 0;
    },
    async restore(at) {
      const kept = await store.policy();
      if (kept === null) return false;
      const shards: unknown[] = [];
      const offered = at.offerPolicy(kept);
      for (const digest of offered.wanted()) {
        // One that was torn is asked for of the registry.
        const shard = await store.consents(digest).catch(() => null);
        if (shard !== null) shards.push(shard);
      }
      offered.take(shards);
      return true;
    },
  };
}
