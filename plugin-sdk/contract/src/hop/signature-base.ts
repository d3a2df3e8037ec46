import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** A component identifier and its value (RFC 9421 §2). */
export type Component = readonly [name: string, value: string];

/** Quotes a component value list: `("@method" "content-digest");created=…` (RFC 9421 §2.3). */
export function signatureParams(
  names: readonly string[],
  parameters: readonly (readonly [string, string | number])[],
): string {
  const list = names.map((name) => `"${name}"`).join(' ');
  return `(${list})${parameters.map(([key, value]) => `;${key}=${typeof value === 'number' ? value : `"${value}"`}`).join('')}`;
}

/** The text that is signed (RFC 9421 §2.5). */
export function signatureBase(components: readonly Component[], params: string): string {
  let base = '';
  for (const [name, value] of components) base += `"${name}": ${value}\n`;
  return `${base}"@signature-params": ${params}`;
}

/** HMAC-SHA256 of a signature base, in base64 (RFC 9421 §3.3.3). */
export function hmacSignature(base: string, secret: Uint8Array): string {
  return createHmac('sha256', keyOf(secret)).update(base).digest('base64');
}

/** Making a key of a secret costs four times as much as using it. */
const keys = new WeakMap<Uint8Array, KeyObject>();

function keyOf(secret: Uint8Array): KeyObject {
  let key = keys.get(secret);
  if (!key) {
    key = createSecretKey(secret);
    keys.set(secret, key);
  }
  return key;
}

/** `content-digest` of a body (RFC 9530). */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`;
}
