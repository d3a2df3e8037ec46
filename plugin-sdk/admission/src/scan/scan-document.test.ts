import { describe, expect, it } from '@jest/globals';
import { placeAt, scanDocument } from './scan-document.ts';
import { SCAN_LIMITS } from './scan-limits.ts';

describe('scanDocument', () => {
  it('counts types and fields, not what only looks like them', () => {
    const sdl = `
      # type A { a: Int }
      """ type B { b: Int } """
      type Query { type(input: Int = 1): Int @tag(name: "interface X { y: Int }") enum: String }
      extend type Query { more: Int }
      enum Colour { RED }`;
    expect(scanDocument(sdl)).toMatchObject({ types: 3, fields: 3, depth: 3, passed: null });
  });

  it.each([
    ['bytes', `# ${'x'.repeat(SCAN_LIMITS.bytes)}`],
    ['tokens', 'a '.repeat(SCAN_LIMITS.tokens + 1)],
    ['types', 'scalar X '.repeat(SCAN_LIMITS.types + 1)],
    ['fields', `type Query {${'a: Int '.repeat(SCAN_LIMITS.fields + 1)}}`],
    ['depth', `type Query { a: ${'['.repeat(SCAN_LIMITS.depth + 1)}`],
    ['depth', `type Query @key(fields: "${'a { '.repeat(SCAN_LIMITS.depth + 1)}")`],
    ['depth', `type Query @key(fields: """${'a { '.repeat(SCAN_LIMITS.depth + 1)}""")`],
  ])('stops at too many %s', (limit, sdl) => {
    expect(scanDocument(sdl).passed?.limit).toBe(limit);
  });

  it('lets everything pass that is just within the limits', () => {
    const sdl = `type Query { ${'a: Int '.repeat(SCAN_LIMITS.fields)} b(c: Int = ${'['.repeat(62)}${']'.repeat(62)}) }`;
    expect(scanDocument(sdl).passed).toBeNull();
  });

  it.each([
    ['type Pl\u0430ce { a: Int }', '\u0430', 7],
    ['type Query { \uFF41: Int }', '\uFF41', 13],
    ['type Query { a\u200Bb: Int }', '\u200B', 14],
  ])('names the first sign that is none of GraphQL’s in %s', (sdl, character, offset) => {
    expect(scanDocument(sdl).foreign).toEqual({ character, offset });
  });

  it('does not mind other scripts in texts and comments', () => {
    expect(scanDocument('# 空气\n"空气质量" type Query { "空" a(b: String = "气"): Int }').foreign).toBeNull();
  });

  it.each(['"', '"""', '"\\', '{{{"', '\u0000', '"""\\"""', '\ud800'])('comes to an end on %j', (sdl) => {
    expect(scanDocument(sdl).passed).toBeNull();
  });
});

it('placeAt counts lines as GraphQL does', () => {
  expect(placeAt('a\r\nb\rc\nde', 8)).toEqual({ line: 4, column: 2 });
});
