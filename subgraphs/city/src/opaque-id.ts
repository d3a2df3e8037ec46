import { createHash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A key that says nothing about what it names: a prefix and 16 characters (80 bits) of a digest. The prefix does not go into the
 * digest: say in `name` what it is a key of, or two keys of one name give each other away.
 */
export function opaqueId(prefix: string, name: string): string {
  const digest = createHash('sha256').update(name).digest();
  let id = prefix;
  for (let i = 0; i < 16; i++) id += ALPHABET[(digest[i] as number) % 32];
  return id;
}
