import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

/** The hub's key for hop tokens: Ed25519; its public half is at `/.well-known/citygraph-keys`. */
export interface HopSigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** A subgraph's half of the request signature; two live at once while one is being rotated. */
export interface HopSecret {
  readonly keyId: string;
  readonly secret: Uint8Array;
}

export async function generateHopKey(): Promise<HopSigningKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' } };
}

/** 256 bits for HMAC-SHA256. */
export function generateHopSecret(): Uint8Array {
  return randomBytes(32);
}
