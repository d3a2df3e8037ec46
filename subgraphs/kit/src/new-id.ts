import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh opaque key: a prefix and 16 characters (80 random bits) that are hard to mistake for one another. */
export function newId(prefix: string): string {
  let id = prefix;
  for (const byte of randomBytes(16)) id += ALPHABET[byte % 32];
  return id;
}
