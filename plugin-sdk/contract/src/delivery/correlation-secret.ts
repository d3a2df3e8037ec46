import { hkdfSync } from 'node:crypto';

const LENGTH = 32;

/**
 * What a release's ids of requests are made with (DECISIONS 24). All gateways of a hub make the same of the secret that plugins' keys are made of (HKDF-SHA256, RFC 5869), after every
 * start: a vendor can put together what its release was asked by different ones, and nobody the ids of two releases. No vendor knows it, as it knows the key of its signatures.
 */
export function correlationSecret(master: Uint8Array, release: string): Uint8Array {
  if (master.byteLength < LENGTH)
    throw new RangeError(`The secret has ${master.byteLength} bytes; it needs ${LENGTH}.`);
  return new Uint8Array(hkdfSync('sha256', master, '', `citygraph/correlation/${release}`, LENGTH));
}
