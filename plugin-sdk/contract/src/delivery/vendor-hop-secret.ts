import { hkdfSync } from 'node:crypto';
import type { HopSecret } from '../keys.ts';

/** A plugin has a server and a key of its own in each. */
export type HopChannel = 'stable' | 'sandbox';

/** Name of a plugin's key: `satellite.stable.1`. */
export const vendorHopKeyId = (plugin: string, channel: HopChannel, number: number): string =>
  `${plugin}.${channel}.${number}`;

/** Which channel a key is of. */
export const channelOfHopKey = (keyId: string): HopChannel =>
  keyId.split('.')[1] === 'sandbox' ? 'sandbox' : 'stable';

/** Bytes of a key for HMAC-SHA256. */
const LENGTH = 32;

/**
 * The key that a plugin's requests are signed with, by its name (`satellite.stable.1`). Registry and gateways make it of a secret that both have (HKDF-SHA256, RFC 5869), so that
 * no artefact holds one; the vendor is told its own once. A new number is a new key.
 */
export function vendorHopSecret(master: Uint8Array, keyId: string): HopSecret {
  if (master.byteLength < LENGTH)
    throw new RangeError(`The secret has ${master.byteLength} bytes; it needs ${LENGTH}.`);
  const secret = new Uint8Array(hkdfSync('sha256', master, '', `citygraph/vendor-hop/${keyId}`, LENGTH));
  return { keyId, secret };
}
