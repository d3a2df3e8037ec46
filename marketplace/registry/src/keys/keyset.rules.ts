import type { Keyset, SigningKey } from '@citygraph/contract';

export const KEY_ROLES = ['graphs', 'policy', 'ledger'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

type PublicKeys = Readonly<Record<KeyRole, readonly SigningKey['publicJwk'][]>>;

const DAY_MS = 86_400_000;
/** Days that a keyset is good for which the hub's own root signs; it is issued anew when a third is left. */
export const KEYSET_DAYS = 30;
/** And one for which people must come together. */
export const CUSTODIANS_DAYS = 180;
/** Days that an old key still signs beside the new one: whoever was away so long has a keyset with both. */
export const OVERLAP_DAYS = 7;

/** Why a keyset must be issued; null: the one that is there will do. */
export function keysetDue(current: Keyset | null, keys: PublicKeys, now: Date): string | null {
  if (!current) return 'There is none yet.';
  const [issued, expires] = [Date.parse(current.issuedAt), Date.parse(current.expiresAt)];
  if (expires - now.getTime() < (expires - issued) / 3) return `It is good until ${current.expiresAt} only.`;
  const changed = KEY_ROLES.find((role) => idsOf(current.keys[role]) !== idsOf(keys[role]));
  return changed === undefined ? null : `The keys for ${changed} are not those that it lists.`;
}

/** The keyset that follows; `threshold`: how many root keys must sign it. */
export function nextKeyset(current: Keyset | null, keys: PublicKeys, now: Date, threshold = 1): Keyset {
  const days = threshold > 1 ? CUSTODIANS_DAYS : KEYSET_DAYS;
  return {
    sequence: (current?.sequence ?? 0) + 1,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + days * DAY_MS).toISOString(),
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

/** What another keyset changes, as sentences for those who are asked to sign it. `before` null: it is the first that they see. */
export function changesOf(before: Keyset | null, next: Keyset): string[] {
  const lines = KEY_ROLES.flatMap((role) => {
    const had = new Set(before?.keys[role].map(({ kid }) => kid));
    const has = new Set(next.keys[role].map(({ kid }) => kid));
    return [
      ...[...has].map((kid) => `${role}: ${kid} ${before && !had.has(kid) ? 'is new' : 'may sign'}`),
      ...[...had].filter((kid) => !has.has(kid)).map((kid) => `${role}: ${kid} may not sign any more`),
    ];
  });
  return [
    `Keyset ${next.sequence}${before ? `, after ${before.sequence}` : ''}, good until ${next.expiresAt}`,
    ...lines,
  ];
}
