import type { SigningKey } from '../keys.ts';

/** Whose word makes a keyset: so many of these keys must have signed it (ADR 16). Pinned where the hub is installed. */
export interface RootKeys {
  readonly keys: readonly SigningKey['publicJwk'][];
  /** 1: whoever has a root key decides alone. 2: two custodians do, and neither alone. */
  readonly threshold: number;
}

/** More custodians than that means that nobody takes those out who have left. */
const MAX_ROOTS = 10;

/**
 * A file of pinned root keys: one JWK, or a JWKS that may say `threshold` beside its `keys`. Throws an Error that says what is wrong. Nothing is guessed: a
 * misspelt threshold would let one custodian decide for two.
 */
export function readRootKeys(value: unknown): RootKeys {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is neither JWK nor JWKS');
  const { keys = [value], threshold = 1, ...rest } = value as { keys?: unknown; threshold?: unknown };
  const unknown = 'keys' in value ? Object.keys(rest)[0] : undefined;
  if (unknown !== undefined) throw new Error(`it says ${unknown}, which means nothing here`);
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_ROOTS || !keys.every(isPublicKey))
    throw new Error(`it must hold 1 to ${MAX_ROOTS} public Ed25519 keys with kid`);
  // One key under two names would be one custodian with two votes.
  for (const name of ['x', 'kid'] as const)
    if (new Set(keys.map((key) => key[name])).size < keys.length) throw new Error(`two of its keys have one ${name}`);
  if (!Number.isInteger(threshold) || (threshold as number) < 1 || (threshold as number) > keys.length)
    throw new Error(`its threshold must be a number from 1 to ${keys.length}, as many keys as it has`);
  return { keys, threshold: threshold as number };
}

function isPublicKey(key: unknown): key is SigningKey['publicJwk'] & { readonly x: string; readonly kid: string } {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, crv, x, kid, d } = key as Record<string, unknown>;
  const isWhole = typeof x === 'string' && /^[\w-]{43}$/.test(x) && typeof kid === 'string' && kid !== '';
  return kty === 'OKP' && crv === 'Ed25519' && isWhole && d === undefined;
}
