import type { PolicyBundle } from '@citygraph/contract';
import type { Gateway } from '../../create-gateway.ts';
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

/** Asked for at once; a city's first policy names 256. */
const AT_ONCE = 8;

/**
 * A policy and the consents that it names. What was decided is carried out at once: where consents cannot be had, nobody has consented until they can, for what was revoked must
 * not go on because of it.
 */
export function deliveredPolicy({ channel, store, log }: DeliveredPolicyOptions): DeliveredPolicy {
  const collect = async (
    digests: readonly string[],
    get: (digest: string) => Promise<unknown>,
  ): Promise<Map<string, unknown>> => {
    const found = new Map<string, unknown>();
    const left = [...digests];
    const collectSome = async (): Promise<void> => {
      for (let digest = left.pop(); digest !== undefined; digest = left.pop()) {
        try {
          const shard = await get(digest);
          if (shard !== null) found.set(digest, shard);
        } catch (error) {
          log({ event: 'consents-missing', digest, note: 'Nobody in it has consented.', reason: wordsOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, digests.length) }, collectSome));
    return found;
  };

  return {
    async take(at, document) {
      const wanted = at.consentsWanted(document);
      const came = await collect(wanted, channel.consents);
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
      const shards = await collect(at.consentsWanted(kept), store.consents);
      at.setPolicy(kept, [...shards.values()]);
      return true;
    },
  };
}

/** Of a document that was verified. */
const namedBy = (document: unknown): ReadonlySet<string> =>
  new Set(Object.values((document as { readonly payload: PolicyBundle }).payload.consentShards ?? {}));

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
