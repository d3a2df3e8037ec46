import type { PolicyBundle } from '@citygraph/contract';
import type { Gateway } from '../../create-gateway.ts';
import { wordsOf } from '../../words-of.ts';
import { consentFetches } from './consent-fetches.ts';
import type { ControlChannel } from './control-channel.ts';
import type { DocumentStore } from './document-store.ts';

type PolicyTaker = Pick<Gateway, 'setPolicy' | 'consentsWanted'>;

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
      const wanted = at.consentsWanted(document);
      const came = await fetches.within(PATIENCE_MS, wanted);
      if (at.setPolicy(document, [...came.values()])) log({ event: 'policy-taken' });
      // The same content may be signed anew: it is kept as it can be read after a change of keys.
      await store
        .keepPolicy(document, came, namedBy(document))
        .catch((error: unknown) => log({ event: 'not-kept', what: 'policy', reason: wordsOf(error) }));
      return at.consentsWanted(document).length === 0;
    },
    async restore(at) {
      const kept = await store.policy();
      if (kept === null) return false;
      const shards: unknown[] = [];
      for (const digest of at.consentsWanted(kept)) {
        // One that was torn is asked for of the registry.
        const shard = await store.consents(digest).catch(() => null);
        if (shard !== null) shards.push(shard);
      }
      at.setPolicy(kept, shards);
      return true;
    },
  };
}

/** Of a document that was verified. */
const namedBy = (document: unknown): ReadonlySet<string> =>
  new Set(Object.values((document as { readonly payload: PolicyBundle }).payload.consentShards ?? {}));
