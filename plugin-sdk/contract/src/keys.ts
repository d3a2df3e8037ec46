import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

/** The hub's key for hop tokens: Ed25519; its public half is at `/.well-known/citygraph-keys`. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** Where a hub shows the public keys of its hop tokens. */
export const CITYGRAPH_KEYS_PATH = '/.well-known/citygraph-keys';

/** A subgraph's half of the request signature; two live at once while one is being rotated. */
export interface HopSecret {
  readonly keyId: string;
  readonly secret: Uint8Array;
}

/** Makes a pair of Ed25519 keys; `kid` is the thumbprint of its JWK (RFC 7638). */
export const generateSigningKey = (): Promise<SigningKey> => hopKeyOf(generateKeyPairSync('ed25519').privateKey);

/** A key as PKCS #8 PEM holds it, for gateways that share one; throws when it is no Ed25519 key. */
export async function readSigningKey(pem: string): Promise<SigningKey> {
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key');
  return hopKeyOf(privateKey);
}

/** PKCS #8 PEM; whoever reads it can speak as the hub. */
export const writeSigningKey = ({ privateKey }: SigningKey): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function hopKeyOf(privateKey: KeyObject): Promise<SigningKey> {
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' } };
}

/** 256 bits for HMAC-SHA256. */
export function generateHopSecret(): Uint8Array {
  return randomBytes(32);
}
