import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { selectedFields } from './selected-fields.ts';

const schema = buildSchema('type Query { me: Person } type Person { name: String mask: Int kids: [Person] }');
const COORDINATES = ['Person.kids', 'Person.mask', 'Person.name', 'Query.me'];
const selected = (text: string, variables = {}) => {
  const found = selectedFields({ document: parse(text), schema }, variables);
  return found && COORDINATES.filter((coordinate) => found.has(coordinate, null));
};

describe('what an operation asks for with its variables', () => {
  it('is all of it where nothing is conditional', () => {
    expect(selected('{ me { name } }')).toBeNull();
  });

  it('leaves out fields and fragments whose conditions do not hold, and what lies below them', () => {
    const text = `query($x: Boolean!) {
      me { name @skip(if: $x) ... @include(if: $x) { mask } ...Kids @include(if: $x) }
    } fragment Kids on Person { kids { mask ...Leaf } } fragment Leaf on Person { name }`;
    expect(selected(text, { x: true })).toEqual(['Person.kids', 'Person.mask', 'Person.name', 'Query.me']);
    expect(selected(text, { x: false })).toEqual(['Person.name', 'Query.me']);
    expect(selected('{ me @include(if: false) { name } }')).toEqual([]);
  });

  it('has what is asked for at one place and left out at another', () => {
    expect(selected('{ a: me { name @skip(if: true) } b: me { name } }')).toEqual(['Person.name', 'Query.me']);
  });

  it('ends with fragments that are spread many times', () => {
    expect(
      selected('{ me { ...A ...B @skip(if: false) } } fragment A on Person { ...B } fragment B on Person { mask }'),
    ).toEqual(['Person.mask', 'Query.me']);
  });
});
