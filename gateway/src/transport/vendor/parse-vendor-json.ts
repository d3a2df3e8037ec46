import { isUtf8 } from 'node:buffer';
import { DANGEROUS_KEYS } from './dangerous-keys.ts';
import { VendorFailure } from './vendor-failure.ts';

/** Characters (UTF-16 units) of the longest string that a vendor may send. */
export const LONGEST_STRING = 64 * 1024;

/**
 * A vendor's bytes as a JSON value whose objects hold nothing but their own plain keys. Of keys that are there twice the last
 * one counts, as everywhere in JavaScript: there is one parser only, so nobody can be told two stories.
 *
 * A string that is too long fails the whole reply: cut short, an id or a URL would be another one.
 * @param bytes whole, and scanned for depth: reading them is recursive
 * @throws VendorFailure PLUGIN_INVALID_REPLY
 */
export function parseVendorJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalid('invalid UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own message quotes what it read.
    throw invalid('not JSON');
  }
  const fault = cleanse(value);
  if (fault) throw invalid(fault);
  return value;
}

/** Drops dangerous keys in place; answers what makes the value unusable. */
function cleanse(value: unknown): string | null {
  if (typeof value === 'string') return value.length > LONGEST_STRING ? TOO_LONG : null;
  // `1e999` is JSON, and no number.
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'a number is too large';
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = cleanse(item);
      if (fault) return fault;
    }
    return null;
  }
  return cleanseObject(value as Record<string, unknown>);
}

function cleanseObject(object: Record<string, unknown>): string | null {
  for (const key of Object.keys(object)) {
    if (DANGEROUS_KEYS.has(key)) {
      delete object[key];
      continue;
    }
    const fault = cleanse(object[key]);
    if (fault) return fault;
  }
  return null;
}

const TOO_LONG = 'a string is too long';

function invalid(reason: string): VendorFailure {
  return new VendorFailure('PLUGIN_INVALID_REPLY', reason, { tooMuch: reason === TOO_LONG ? 'text' : null });
}
