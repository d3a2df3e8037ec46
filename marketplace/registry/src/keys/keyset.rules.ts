import type { Keyset, SigningKey } from '@citygraph/contract';

export const KEY_ROLES = ['graphs', 'policy', 'ledger'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

type PublicKeys = Readonly<Record<KeyRole, readonly SigningKey['publicJwk'][]>>;

const DAY_MS = 86_400_000;
/** Days that a keyset is good for; it is issued anew when a third is left. */
export const KEYSET_DAYS = 30;
/** Days that an old key still signs beside the new one: whoever was away so long has a keyset with both. */
export const OVERLAP_DAYS = 7;

/** Why a keyset must be issued; null: the one that is there will do. */
export function keysetDue(current: Keyset | null, keys: PublicKeys, now: Date): string | null {
  if (!current) return 'There is none yet.';
  if (new Date(current.expiresAt).getTime() - now.getTime() < (KEYSET_DAYS / 3) * DAY_MS)
    return `It is good until ${current.expiresAt} only.`;
  const changed = KEY_ROLES.find((role) => idsOf(current.keys[role]) !== idsOf(keys[role]));
  return changed === undefined ? null : `The keys for ${changed} are not those that it lists.`;
}

/** The keyset that follows. */
export function nextKeyset(current: Keyset | null, keys: PublicKeys, now: Date): Keyset {
  return {
    sequence: (current?.sequence ?? 0) + 1,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + KEYSET_DAYS * DAY_MS).toISOString(),
    keys: { graphs: keys.graphs, policy: keys.policy, ledger: keys.ledger },
  };
}

const idsOf = (keys: readonly SigningKey['publicJwk'][]): string =>
  keys
    .map(({ kid }) => kid)
    .sort()
    .join(' ');

/** A key of one role with the time in which it signs. */
export interface RingEntry {
  readonly file: string;
  readonly since: string;
  /** null: until it is rotated. */
  readonly until: string | null;
}

export const isInUse = ({ until }: Pick<RingEntry, 'until'>, now: Date): boolean =>
  until === null || new Date(until) > now;

/** A new key beside those in use; the ones that had no end get one. */
export function rotated(entries: readonly RingEntry[], file: string, now: Date): RingEntry[] {
  const end = new Date(now.getTime() + OVERLAP_DAYS * DAY_MS).toISOString();
  return [
    ...entries.filter((entry) => isInUse(entry, now)).map((entry) => ({ ...entry, until: entry.until ?? end })),
    { file, since: now.toISOString(), until: null },
  ];
}
