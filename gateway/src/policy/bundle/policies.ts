import {
  digestOfPayload,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type SigningKey,
  verifyDocument,
} from '@citygraph/contract';
import { type ConsentIndex, consentIndex, type PolicyInForce, policyInForce } from './policy-in-force.ts';
import { readBundle, readConsentShard } from './read-bundle.ts';
import { signedClock } from './signed-clock.ts';

export interface Policies {
  /** null: nobody manages apps and plugins here. Where somebody does and no bundle has come yet, every app is a stranger, and strangers get nothing beyond S1. */
  current(): PolicyInForce | null;
  /** Verifies a signed bundle, once. Throws an Error that says why it cannot be taken: what is in force goes on. */
  offer(document: unknown): OfferedPolicy;
}

/** A bundle whose signature and shape were verified; there is no other way to take one. */
export interface OfferedPolicy {
  readonly bundle: PolicyBundle;
  /** Digests of the consents that it names and that are not known here. */
  wanted(): readonly string[];
  /**
   * Takes it if it is newer than what is in force, and the consents that it names, as far as they are given or known; answers whether anything changed. Whoever's consents are missing
   * has not consented, until the same bundle is taken with them. Throws an Error that says why it cannot be taken: what is in force goes on.
   */
  take(consents?: readonly unknown[]): boolean;
}

type PublicKeys = readonly SigningKey['publicJwk'][];

export interface PoliciesOptions {
  /** Whose bundles are taken; asked for each bundle where keys change. */
  readonly keys: PublicKeys | (() => PublicKeys);
  /** Consents' subjects are hashed with it. */
  readonly subjectSecret?: Uint8Array;
  /** Milliseconds that go on evenly, whatever is done to the clock; default `performance.now`. */
  readonly elapsed?: () => number;
  readonly log?: (line: object) => void;
}

/** Clocks differ by so much, and a bundle is under way. */
const SAME_TIME_MS = 5_000;

/** A signer whose clock is ahead by more is not believed; s. */
const MOST_AHEAD_S = 300;

/** Before the first bundle: no app is known, nothing is granted. */
export const NOTHING_DECIDED: PolicyBundle = {
  version: 0,
  issuedAt: new Date(0).toISOString(),
  freshUntil: new Date(0).toISOString(),
  apps: {},
  plugins: {},
  grants: [],
  consents: [],
};

/** What people decided, as it is carried out now. Without options nobody decides anything. */
export function createPolicies(options: PoliciesOptions | null): Policies {
  const { keys, subjectSecret, elapsed, log = () => {} }: PoliciesOptions = options ?? { keys: [] };
  const clock = signedClock(elapsed);
  let isSaid = false;
  const hear = (issuedAt: string): void => {
    const behind = clock.heard(Date.parse(issuedAt), Date.now());
    if (isSaid || behind < SAME_TIME_MS) return;
    isSaid = true;
    const note = 'What ends is judged by when the policy was signed and the time since: set the clock of this machine.';
    log({ event: 'clock-behind', seconds: Math.round(behind / 1000), note });
  };
  let ahead: string | null = null;
  /** A moment that is heard is never taken back: one that is far ahead would end all grants until this process does. */
  const assertNotAhead = (issuedAt: string, offered: string): void => {
    const seconds = Math.round(clock.ahead(Date.parse(issuedAt), Date.now()) / 1000);
    if (seconds <= MOST_AHEAD_S) return;
    if (ahead !== offered) {
      ahead = offered;
      const note = 'It is not taken, and what was decided before goes on: set the clock of whoever signs policies.';
      log({ event: 'signer-ahead', seconds, note });
    }
    throw new Error(`it was signed at ${issuedAt}, ${seconds} s ahead of this machine and of what was signed before`);
  };
  let current: PolicyInForce | null = options && policyInForce(NOTHING_DECIDED, null);
  let digest: string | null = null;
  /** Of the bundle in force, by digest. */
  let shards: ReadonlyMap<string, ConsentIndex> = new Map();
  let isWhole = true;
  const missingOf = ({ consentShards = {} }: PolicyBundle, known: ReadonlyMap<string, ConsentIndex>): string[] =>
    Object.values(consentShards).filter((name) => !known.has(name));

  const take = (bundle: PolicyBundle, offered: string, consents: readonly unknown[]): boolean => {
    if (offered === digest && (isWhole || consents.length === 0)) return false;
    if (offered !== digest && current && bundle.version <= current.version) {
      throw new Error(`it is version ${bundle.version}, and ${current.version} is in force`);
    }
    const named = bundle.consentShards ?? {};
    const known = shardsOf(Object.values(named), shards, consents);
    const byShard = new Map(
      Object.entries(named).flatMap(([shard, name]) => {
        const index = known.get(name);
        return index ? [[shard, index] as const] : [];
      }),
    );
    assertNotAhead(bundle.issuedAt, offered);
    hear(bundle.issuedAt);
    current = policyInForce(bundle, subjectSecret ?? null, byShard, clock.moment);
    digest = offered;
    shards = known;
    isWhole = missingOf(bundle, known).length === 0;
    return true;
  };

  return {
    current: () => current,
    offer(document) {
      const trusted = typeof keys === 'function' ? keys() : keys;
      const bundle = readBundle(verifyDocument(document, POLICY_BUNDLE_TYPE, trusted));
      const offered = digestOfPayload(bundle);
      return {
        bundle,
        wanted: () => missingOf(bundle, shards),
        take: (consents = []) => take(bundle, offered, consents),
      };
    },
  };
}

/** Those of these digests that are known already, or are given. Names are compared: what a bundle does not name has no say. */
function shardsOf(
  digests: readonly string[],
  known: ReadonlyMap<string, ConsentIndex>,
  given: readonly unknown[],
): ReadonlyMap<string, ConsentIndex> {
  const named = new Set(digests);
  const shards = new Map([...known].filter(([digest]) => named.has(digest)));
  for (const document of given) {
    const digest = digestOfPayload(document);
    if (named.has(digest)) shards.set(digest, consentIndex(readConsentShard(document).consents));
  }
  return shards;
}
