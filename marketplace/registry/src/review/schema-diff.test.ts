import { describe, expect, it } from '@jest/globals';
import { schemaDiff } from './schema-diff.ts';

const BEFORE = `
directive @sensitivity(level: String!) on FIELD_DEFINITION
type Query { air: Air  gone: Int }
"""Air."""
type Air { index: Float  level: Level }
enum Level { GOOD BAD }
`;

describe('the difference between two schemas', () => {
  it('names what came, went and changed', () => {
    const after = `
      directive @sensitivity(level: String!) on FIELD_DEFINITION
      extend type Query { air: Air }
      type Air { "Now in words." level: Level  index(at: String): Float }
      enum Level { GOOD BAD AWFUL }
      extend type LegalEntity @key(fields: "uscc") { uscc: ID! }`;
    expect(schemaDiff(BEFORE, after).map(({ kind, coordinate }) => `${kind} ${coordinate}`)).toEqual([
      'CHANGED Air.index',
      'ADDED LegalEntity',
      'ADDED LegalEntity.uscc',
      'ADDED Level.AWFUL',
      'REMOVED Query.gone',
    ]);
    expect(schemaDiff(BEFORE, after)[0]).toMatchObject({
      before: 'index: Float',
      after: 'index(at: String): Float',
    });
  });

  it('is nothing between equals, in whatever order they are written', () => {
    expect(schemaDiff(BEFORE, BEFORE)).toEqual([]);
    expect(schemaDiff('type A { a: Int b: Int }', 'type A { b: Int a: Int }')).toEqual([]);
  });

  it('is everything where nothing was', () => {
    expect(schemaDiff(null, 'type A { a: Int }').map(({ coordinate }) => coordinate)).toEqual(['A', 'A.a']);
  });
});
