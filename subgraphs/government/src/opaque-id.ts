import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new key that says nothing about what it names: a prefix and 16 characters (80 random bits). */
export const newId = (prefix: string): string => prefix + spell(randomBytes(16));

/** The same key for the same name on every machine: for seeding. */
export const seededId = (prefix: string, name: string): string =>
  prefix + spell(createHash('sha256').update(name).digest().subarray(0, 16));

const spell = (bytes: Uint8Array): string => Array.from(bytes, (byte) => ALPHABET[byte % 32]).join('');
