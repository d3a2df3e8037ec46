import { describe, expect, it } from '@jest/globals';
import { compareComposers } from './compare-composers.ts';

const answer = (supergraphSdl: string | null) => ({ supergraphSdl, hints: [], errors: [] });

describe('compareComposers', () => {
  it('finds nothing when both say the same in another order', () => {
    const ours = answer('enum E { A B } type Query { a: Int b: E }');
    const theirs = answer('type Query { b: E a: Int } enum E { B A } enum join__Graph { X }');
    expect(compareComposers(ours, theirs)).toEqual([]);
  });

  it('finds a graph that only one of them accepts', () => {
    expect(compareComposers(answer('type Query { a: Int }'), answer(null))).toMatchObject([
      { code: 'COMPOSERS_DISAGREE', message: 'The composer apollo makes a supergraph of this, guild refuses it.' },
    ]);
  });

  it('names a coordinate that they see differently', () => {
    expect(compareComposers(answer('type Query { a: Int! }'), answer('type Query { a: Int }'))).toMatchObject([
      { code: 'COMPOSERS_DISAGREE', coordinate: 'Query.a', message: 'Query.a is Int! to apollo and Int to guild.' },
    ]);
  });

  it('adds nothing when both refuse', () => {
    expect(compareComposers(answer(null), answer(null))).toEqual([]);
  });
});
