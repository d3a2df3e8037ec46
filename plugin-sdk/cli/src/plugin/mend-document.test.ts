import { describe, expect, it } from '@jest/globals';
import { mendDocument } from './mend-document.ts';

const nonnull = { rule: 'NONNULL', coordinate: 'AdminDivision.aqi' } as const;

describe('mending', () => {
  it.each<[string, string, string]>([
    ['a field', 'type AdminDivision { aqi: Int! }', 'type AdminDivision { aqi: Int }'],
    ['the outermost position alone', 'type AdminDivision { aqi: [Int!]! }', 'type AdminDivision { aqi: [Int!] }'],
    [
      'an extension',
      'extend type AdminDivision { aqi(of: ID!): Int! @x }',
      'extend type AdminDivision { aqi(of: ID!): Int @x }',
    ],
    [
      'every place of one coordinate',
      'type AdminDivision { aqi: Int! } extend type AdminDivision { aqi: Int! }',
      'type AdminDivision { aqi: Int } extend type AdminDivision { aqi: Int }',
    ],
    [
      'with Windows’ ends of lines',
      'type AdminDivision {\r\n  aqi: Int! # why!\r\n}\r\n',
      'type AdminDivision {\r\n  aqi: Int # why!\r\n}\r\n',
    ],
    [
      'with wide characters before it',
      '"指数！" type AdminDivision { "值!" aqi: Int! }',
      '"指数！" type AdminDivision { "值!" aqi: Int }',
    ],
  ])('takes the ! of %s and leaves every other character', (_, before, after) => {
    expect(mendDocument(before, [nonnull])).toEqual({ sdl: after, mended: [nonnull] });
  });

  it('takes a label that is another’s to set', () => {
    const label = { rule: 'FOREIGN_LABEL', coordinate: 'Resident.name' } as const;
    const { sdl } = mendDocument('type Resident { name: String @external @sensitivity(level: "S1") }', [label]);
    expect(sdl).toBe('type Resident { name: String @external }');
  });

  it.each<[string, string, Parameters<typeof mendDocument>[1]]>([
    ['a rule with more than one answer', 'type A { b: Int }', [{ rule: 'UNLABELLED', coordinate: 'A.b' }]],
    ['a field that is not there', 'type A { b: Int! }', [nonnull]],
    ['the document as a whole', 'type A { b: Int! }', [{ rule: 'NONNULL', coordinate: null }]],
    ['what is no GraphQL', 'type A {', [nonnull]],
    ['a field that may be null already', 'type AdminDivision { aqi: Int }', [nonnull]],
  ])('leaves %s to a person', (_, sdl, findings) => {
    expect(mendDocument(sdl, findings)).toEqual({ sdl, mended: [] });
  });
});
