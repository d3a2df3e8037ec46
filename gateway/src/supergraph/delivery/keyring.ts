import { digestOfPayload, type Keyset, type RootKeys, type SigningKey } from '@citygraph/contract';
import { isNewer } from './is-newer.ts';
import { readKeyset } from './read-keyset.ts';

type PublicKeys = readonly SigningKey['publicJwk'][];

/** Whose documents are taken: the newest keyset that the pinned root keys signed. */
export interface Keyring {
  /** null: none has come yet. */
  current(): Keyset | null;
  /** Takes a keyset if it is news; answers whether it is. Throws an Error that says why it cannot be taken. */
  offer(document: unknown): boolean;
  /** Takes what was taken before, oldest first, also past its time: what is served goes on. */
  restore(document: unknown): void;
  /** For what comes new. Throws an Error when there is no keyset, or none that has not ended. */
  living(use: keyof Keyset['keys']): PublicKeys;
  /** For what was taken before: it may be signed by a key that is being changed. */
  known(use: keyof Keyset['keys']): PublicKeys;
}

export interface KeyringOptions {
  /** Pinned when the gateway was installed. */
  readonly rootKeys: RootKeys;
  readonly now?: () => number;
}

export function createKeyring({ rootKeys, now = Date.now }: KeyringOptions): Keyring {
  let current: Keyset | null = null;
  let before: Keyset | null = null;
  let digest = '';

  const take = (document: unknown, isKept: boolean): boolean => {
    const keyset = readKeyset(document, rootKeys);
    const offered = { sequence: keyset.sequence, digest: digestOfPayload(keyset) };
    if (!isNewer(offered, current && { sequence: current.sequence, digest })) return false;
    if (!isKept && now() >= Date.parse(keyset.expiresAt)) throw new Error(`it ended at ${keyset.expiresAt}`);
    before = current;
    current = keyset;
    digest = offered.digest;
    return true;
  };

  return {
    current: () => current,
    offer: (document) => take(document, false),
    restore: (document) => void take(document, true),
    known: (use) => [...(current?.keys[use] ?? []), ...(before?.keys[use] ?? [])],
    living(use) {
      if (current === null) throw new Error('no keyset has come yet, so nobody may sign anything');
      if (now() < Date.parse(current.expiresAt)) return current.keys[use];
      throw new Error(`the keyset ${current.sequence} ended at ${current.expiresAt}: the root key must sign a new one`);
    },
  };
}
