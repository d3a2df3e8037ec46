import { createHmac, hash } from 'node:crypto';
import { secretKeyOf } from '../secret-key.ts';

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
  return createHmac('sha256', secretKeyOf(secret)).update(base).digest('base64');
}

/** `content-digest` of a body (RFC 9530). */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${hash('sha256', body, 'base64')}:`;
}
