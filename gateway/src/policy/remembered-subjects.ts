import { subjectHash } from '@citygraph/contract';
import { BoundedCache } from '../operation/bounded-cache.ts';

/** An HMAC takes 7 µs, what is remembered 0.3: an answer of thirty people would be hashed for each of its grants, and again for its record. */
const REMEMBERED = 50_000;

const bySecret = new WeakMap<Uint8Array, BoundedCache<string, string>>();

/** `subjectHash` of the contract; those of subjects that come often are remembered. */
export function rememberedSubjectHash(secret: Uint8Array, type: string, key: string): string {
  let hashes = bySecret.get(secret);
  if (!hashes) {
    hashes = new BoundedCache(REMEMBERED);
    bySecret.set(secret, hashes);
  }
  const name = `${type}\0${key}`;
  const known = hashes.get(name);
  if (known !== undefined) return known;
  const made = subjectHash(secret, type, key);
  hashes.set(name, made);
  return made;
}
