import {
  digestOfPayload,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type SigningKey,
  verifyDocument,
} from '@citygraph/contract';
import { type PolicyInForce, policyInForce } from './policy-in-force.ts';
import { readBundle } from './read-bundle.ts';

export interface Policies {
  /** null: nobody manages apps and plugins here. Where somebody does and no bundle has come yet, every app is a stranger, and strangers get nothing beyond S1. */
  current(): PolicyInForce | null;
  /**
   * Takes a signed bundle if it is newer than what is in force; answers whether anything changed. Throws an Error that says why it cannot be taken: what
   * is in force goes on.
   */
  offer(document: unknown): boolean;
}

type PublicKeys = readonly SigningKey['publicJwk'][];

export interface PoliciesOptions {
  /** Whose bundles are taken; asked for each bundle where keys change. */
  readonly keys: PublicKeys | (() => PublicKeys);
  /** Consents' subjects are hashed with it. */
  readonly subjectSecret?: Uint8Array;
}

/** Before the first bundle: no app is known, nothing is granted. */
const NOTHING_DECIDED: PolicyBundle = {
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
  const { keys, subjectSecret } = options ?? { keys: [] };
  let current: PolicyInForce | null = options && policyInForce(NOTHING_DECIDED, null);
  let digest: string | null = null;
  return {
    current: () => current,
    offer(document) {
      const bundle = readBundle(
        verifyDocument(document, POLICY_BUNDLE_TYPE, typeof keys === 'function' ? keys() : keys),
      );
      const offered = digestOfPayload(bundle);
      if (offered === digest) return false;
      if (current && bundle.version <= current.version) {
        throw new Error(`it is version ${bundle.version}, and ${current.version} is in force`);
      }
      current = policyInForce(bundle, subjectSecret ?? null);
      digest = offered;
      return true;
    },
  };
}
