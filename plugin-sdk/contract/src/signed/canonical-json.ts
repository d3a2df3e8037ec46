import canonicalize from 'canonicalize';

/** JSON with one spelling (RFC 8785): what is hashed and signed. Throws at what JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('It cannot be written as JSON.');
  return text;
}
