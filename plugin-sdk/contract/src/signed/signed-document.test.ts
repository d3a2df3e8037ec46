import { describe, expect, it } from '@jest/globals';
import { generateSigningKey } from '../keys.ts';
import { canonicalJson } from './canonical-json.ts';
import { digestOfPayload, signDocument, verifyDocument } from './signed-document.ts';

const key = await generateSigningKey();
const other = await generateSigningKey();

describe('canonical JSON', () => {
  it('has one spelling: keys by UTF-16 units, numbers as ECMAScript writes them (RFC 8785 §3.2.2)', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      1: 'one',
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
      a: null,
    };
    const numbers = '[333333333.3333333,1e+30,4.5,0.002,1e-27]';
    expect(canonicalJson(value)).toBe(`{"\\r":"CR","1":"one","a":null,"numbers":${numbers},"\u20ac":"Euro"}`);
  });

  it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY]])('cannot hold %p', (value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});

describe('a signed document', () => {
  const payload = { b: [1, { c: 'x' }], a: true };
  const document = signDocument('policy-bundle', payload, [key]);

  it('gives its payload to whoever knows a key that signed it, in whatever order its fields come', () => {
    const shuffled = JSON.parse(JSON.stringify({ ...document, payload: { a: true, b: [1, { c: 'x' }] } }));
    expect(verifyDocument(shuffled, 'policy-bundle', [other.publicJwk, key.publicJwk])).toEqual(payload);
  });

  it('signed by an old and a new key is known by either', () => {
    const both = signDocument('policy-bundle', payload, [key, other]);
    for (const { publicJwk } of [key, other])
      expect(verifyDocument(both, 'policy-bundle', [publicJwk])).toEqual(payload);
  });

  it.each([
    ['changed afterwards', { ...document, payload: { ...payload, a: false } }, /does not fit/],
    ['of another type', document, /as policy-bundle, not as supergraph/, 'supergraph'],
    ['with another type written over it', { ...document, type: 'supergraph' }, /does not fit/, 'supergraph'],
    ['signed by a stranger', signDocument('policy-bundle', payload, [other]), /key is not known/],
    ['signed by nobody', { ...document, signatures: [] }, /nobody/],
    ['without a signature', { payload }, /no signed document/],
    ['that is no object', 'x', /no signed document/],
    ['null', null, /no signed document/],
  ])('%s is refused', (_, wrong: unknown, message, type = 'policy-bundle') => {
    expect(() => verifyDocument(wrong, type, [key.publicJwk])).toThrow(message);
  });

  it('has a digest of its content, not of its signatures', () => {
    expect(digestOfPayload({ a: true, b: [1, { c: 'x' }] })).toBe(digestOfPayload(payload));
    expect(digestOfPayload({ ...payload, a: false })).not.toBe(digestOfPayload(payload));
  });
});
