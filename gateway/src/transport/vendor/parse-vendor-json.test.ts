import { describe, expect, it } from '@jest/globals';
import { LONGEST_STRING, parseVendorJson } from './parse-vendor-json.ts';

const parse = (text: string) => parseVendorJson(Buffer.from(text));

describe('a vendor’s JSON', () => {
  it('is read as it is', () => {
    expect(parse('{"data":{"a":[1,-2.5e3,"x",null,true,{"b":{}}]}}')).toEqual({
      data: { a: [1, -2500, 'x', null, true, { b: {} }] },
    });
  });

  it.each([
    ['__proto__', '{"a":{"__proto__":{"isAdmin":true},"b":1}}'],
    ['constructor', '{"a":{"constructor":{"prototype":{"isAdmin":true}},"b":1}}'],
    ['prototype', '{"a":{"prototype":1,"b":1}}'],
    ['an escaped __proto__', '{"a":{"\\u005f_proto__":{"isAdmin":true},"b":1}}'],
    ['two of them', '{"a":{"__proto__":1,"__proto__":{"isAdmin":true},"b":1}}'],
  ])('loses %s at any depth', (_, text) => {
    for (const wrapped of [text, `[[${text}]]`, `{"x":{"y":[${text}]}}`]) {
      const value = JSON.stringify(parse(wrapped));
      expect(value).toContain('{"a":{"b":1}}');
      expect(value).not.toMatch(/proto|constructor|isAdmin/);
    }
  });

  it('cannot reach the prototype of anything by being merged', () => {
    const { a } = parse('{"a":{"__proto__":{"isAdmin":true}}}') as { a: object };
    const merged: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(a)) merged[key] = value;
    expect([merged.isAdmin, Object.getPrototypeOf(a) === Object.prototype]).toEqual([undefined, true]);
  });

  it('says the last of two equal keys', () => {
    expect(parse('{"a":1,"a":{"b":2}}')).toEqual({ a: { b: 2 } });
  });

  it('may hold a string as long as the limit', () => {
    expect(parse(JSON.stringify('市'.repeat(LONGEST_STRING)))).toHaveLength(LONGEST_STRING);
  });

  it.each([
    ['a longer string', Buffer.from(JSON.stringify({ a: ['x'.repeat(LONGEST_STRING + 1)] }))],
    ['a number that is none', Buffer.from('{"a":1e999}')],
    ['a number of many digits', Buffer.from(`[${'9'.repeat(400)}]`)],
    ['half a text', Buffer.from('{"data":{"a":')],
    ['nothing', Buffer.from('')],
    ['two texts', Buffer.from('{"data":null}{"data":null}')],
    ['comments', Buffer.from('{"a":1}//x')],
    ['a byte order mark', Buffer.from('\ufeff{"a":1}')],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half a character of UTF-16', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('is refused with %s, and not quoted', (_, bytes) => {
    expect(() => parseVendorJson(bytes)).toThrow(
      expect.objectContaining({ name: 'VendorFailure', code: 'PLUGIN_INVALID_REPLY', isItsFault: true }),
    );
    expect(() => parseVendorJson(bytes)).toThrow(
      /^(invalid UTF-8|not JSON|a string is too long|a number is too large)$/,
    );
  });
});
