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

  it.each([
    ['type Resident { name: String @external@sensitivity(level: "S1") }', 'type Resident { name: String @external }'],
    ['type Resident { name: String @sensitivity(level: "S1")@external }', 'type Resident { name: String@external }'],
    ['type Resident{name:String@sensitivity(level:"S1")id:ID}', 'type Resident{name:String id:ID}'],
    ['type Resident {\n  name: String\n@sensitivity(level: "S1")\n}', 'type Resident {\n  name: String\n\n}'],
  ])('takes a label that stands close to others: %j', (before, after) => {
    const label = { rule: 'FOREIGN_LABEL', coordinate: 'Resident.name' } as const;
    expect(mendDocument(before, [label])).toEqual({ sdl: after, mended: [label] });
  });

  it('takes both of one field, and keeps fields apart that the ! kept apart', () => {
    const both = [nonnull, { rule: 'FOREIGN_LABEL', coordinate: 'AdminDivision.aqi' }] as const;
    const { sdl, mended } = mendDocument('type AdminDivision{aqi:Int!@sensitivity(level:"S1")pm:Int}', both);
    expect([sdl, mended]).toEqual(['type AdminDivision{aqi:Int pm:Int}', both]);
    expect(mendDocument('type AdminDivision{aqi:Int!pm:Int}', [nonnull]).sdl).toBe(
      'type AdminDivision{aqi:Int pm:Int}',
    );
  });

  it('that is found once for each of two places is mended in both', () => {
    const sdl = 'type AdminDivision { aqi: Int! } extend type AdminDivision { aqi: Int! }';
    expect(mendDocument(sdl, [nonnull, nonnull]).mended).toEqual([nonnull, nonnull]);
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
