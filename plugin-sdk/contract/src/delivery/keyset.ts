import type { SigningKey } from '../keys.ts';

/** As what a keyset is signed, by the root key alone. */
export const KEYSET_TYPE = 'keyset';

/** Who may sign what. A gateway pins the root's public key when it is installed; all other keys change by a newer keyset (DECISIONS 20). */
export interface Keyset {
  /** Grows with every keyset: an older one is never taken. */
  readonly sequence: number;
  /** RFC 3339 in UTC. */
  readonly issuedAt: string;
  /** Past that, nothing new that these keys signed is taken; what is served goes on. */
  readonly expiresAt: string;
  /** Each list has more than one while a key is being changed. */
  readonly keys: {
    /** Artefacts and graph sets. */
    readonly graphs: readonly SigningKey['publicJwk'][];
    /** Policy bundles. */
    readonly policy: readonly SigningKey['publicJwk'][];
    /** Seals of the ledgers. */
    readonly ledger: readonly SigningKey['publicJwk'][];
  };
}
