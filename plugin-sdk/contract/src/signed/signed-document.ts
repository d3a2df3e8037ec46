import { createPublicKey, hash, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';
import type { JWK } from 'jose';
import type { SigningKey } from '../keys.ts';
import { canonicalJson } from './canonical-json.ts';

/** JSON that somebody answers for: Ed25519 over its type and its canonical form (RFC 8785). */
export interface SignedDocument<T> {
  /** What it is, signed as well: a bundle can never pass for an artefact. */
  readonly type: string;
  readonly payload: T;
  /** base64url; more than one while a key is being changed. */
  readonly signatures: readonly { readonly keyId: string; readonly signature: string }[];
}

/** Signs a payload with each key (Ed25519), over its type and its canonical JSON (RFC 8785). Verify with {@link verifyDocument}. */
export function signDocument<T>(type: string, payload: T, keys: readonly SigningKey[]): SignedDocument<T> {
  const bytes = signedBytes(type, payload);
  return {
    type,
    payload,
    signatures: keys.map(({ kid, privateKey }) => ({
      keyId: kid,
      signature: sign(null, bytes, privateKey).toString('base64url'),
    })),
  };
}

/**
 * The payload, when `threshold` of the keys signed it as this type, each counted once. Throws an Error that says what is wrong; the payload's shape is the
 * caller's to check.
 */
export function verifyDocument(document: unknown, type: string, keys: readonly JWK[], threshold = 1): unknown {
  if (!isSigned(document)) throw new Error('it is no signed document');
  if (document.type !== type) throw new Error(`it is signed as ${document.type}, not as ${type}`);
  const bytes = signedBytes(type, document.payload);
  const known = document.signatures.flatMap(({ keyId, signature }) => {
    const key = keys.find(({ kid }) => kid === keyId);
    return key ? [{ key: publicKeyOf(key), signature: Buffer.from(signature, 'base64url') }] : [];
  });
  if (known.length === 0) {
    const names = document.signatures.map(({ keyId }) => keyId).join(', ') || 'nobody';
    throw new Error(`it is signed by ${names}, whose key is not known`);
  }
  const signers = new Set(
    known.filter(({ key, signature }) => verify(null, bytes, key, signature)).map(({ key }) => key),
  );
  if (signers.size === 0) throw new Error('its signature does not fit its content');
  if (signers.size < threshold)
    throw new Error(`${signers.size} of the ${threshold} who must sign it ${signers.size === 1 ? 'has' : 'have'}`);
  return document.payload;
}

/** SHA-256 of a payload's canonical form, in hex: equal for equal content, whoever signed it. */
export function digestOfPayload(payload: unknown): string {
  return hash('sha256', canonicalJson(payload), 'hex');
}

const signedBytes = (type: string, payload: unknown): Buffer =>
  Buffer.from(`citygraph/${type}\n${canonicalJson(payload)}`);

const publicKeys = new WeakMap<JWK, KeyObject>();

function publicKeyOf(jwk: JWK): KeyObject {
  let key = publicKeys.get(jwk);
  if (!key) {
    key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    publicKeys.set(jwk, key);
  }
  return key;
}

function isSigned(value: unknown): value is SignedDocument<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { type, payload, signatures } = value as Partial<SignedDocument<unknown>>;
  return (
    typeof type === 'string' &&
    payload !== undefined &&
    Array.isArray(signatures) &&
    signatures.every(
      (entry: unknown) =>
        typeof entry === 'object' &&
        entry !== null &&
        typeof (entry as { keyId?: unknown }).keyId === 'string' &&
        typeof (entry as { signature?: unknown }).signature === 'string',
    )
  );
}
