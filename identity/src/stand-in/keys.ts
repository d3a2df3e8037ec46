import { createPublicKey, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Store } from './sqlite-store.ts';

export interface StandInKeys {
  readonly jwks: { readonly keys: JWK[] };
  readonly cookieKeys: string[];
}

/** The stand-in's signing key and cookie secret: made once, kept in its store, so that tokens outlive a restart. */
export async function standInKeys(store: Store): Promise<StandInKeys> {
  const kept = store.get('Keys', 'keys');
  if (kept) return kept as unknown as StandInKeys;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const made: StandInKeys = {
    jwks: { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] },
    cookieKeys: [randomBytes(32).toString('base64url')],
  };
  store.put('Keys', 'keys', made as unknown as Record<string, unknown>);
  return made;
}

/** The public half as Keycloak shows it on a realm's page: SPKI in base64, without its PEM lines. */
export function publicKeyOf({ jwks }: StandInKeys): string {
  const [jwk] = jwks.keys;
  const key = createPublicKey({ key: { kty: jwk?.kty, n: jwk?.n, e: jwk?.e }, format: 'jwk' });
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
