import { expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { namedCoordinates } from './named-coordinates.ts';

const schema = buildSchema(`
  type Query { me(as: Role): Person people(where: Filter, first: Int): [Party!] }
  interface Party { id: ID! }
  type Person implements Party { id: ID! name: String friends(first: Int): [Person!] }
  input Filter { role: Role not: Filter town: String }
  enum Role { OFFICER RESIDENT }`);
const of = (text: string) => [...namedCoordinates(parse(text), schema)].sort();

it('names fields, arguments, input fields and enum values, each once, behind fragments as well', () => {
  expect(
    of(`query ($at: String, $role: Role = RESIDENT) {
      people(where: { role: OFFICER, not: { town: $at } }, first: 3) { id ...P }
      again: me(as: $role) { ...P }
    } fragment P on Person { name friends(first: 1) { name } }`),
  ).toEqual([
    'Filter.not',
    'Filter.role',
    'Filter.town',
    'Party.id',
    'Person.friends',
    'Person.friends(first:)',
    'Person.name',
    'Query.me',
    'Query.me(as:)',
    'Query.people',
    'Query.people(first:)',
    'Query.people(where:)',
    'Role.OFFICER',
    'Role.RESIDENT',
  ]);
});

it('takes directives and introspection for nobody’s', () => {
  expect(of('query ($yes: Boolean!) { __typename __schema { types { name } } me @include(if: $yes) { id }}')).toEqual([
    'Person.id',
    'Query.me',
  ]);
});
