import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { operationCost } from './operation-cost.ts';
import { readWeights } from './read-weights.ts';

const SDL = `
  directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT | SCALAR | ARGUMENT_DEFINITION | ENUM
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean) on FIELD_DEFINITION
  type Query {
    me: Person
    people(first: Int, filter: String @cost(weight: 4)): [Person!] @listSize(assumedSize: 5, slicingArguments: ["first"])
    page(by: Page): [Person] @listSize(slicingArguments: ["by.size"])
    connection(first: Int): Connection @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
    dear: Int @cost(weight: 7)
    any: Thing
  }
  input Page { size: Int }
  type Mutation { rename(name: String): Person }
  union Thing = Person | Firm
  type Connection { nodes: [Person] count: Int }
  type Person { name: String friends: [Person] firm: Firm grid: [[Firm]] }
  type Firm @cost(weight: 3) { name: String }
`;
const schema = buildSchema(SDL);
const weights = readWeights(parse(SDL));
const cost = (text: string, variables = {}) => operationCost(parse(text), schema, weights)(variables);

describe('the static cost of an operation', () => {
  it.each([
    ['{ me { name } }', 1],
    ['{ dear }', 7],
    ['{ __typename }', 0],
    ['{ me { firm { name } } }', 1 + 3],
    ['{ me { friends { name } } }', 1 + 10],
    ['{ me { friends { friends { name } } } }', 1 + 10 * (1 + 10)],
    ['{ me { grid { name } } }', 1 + 10 * 3],
    ['{ people { name } }', 5],
    ['{ people(first: 40) { firm { name } } }', 40 * (1 + 3)],
    ['{ people(first: 2, filter: "a") { name } }', 2 + 4],
    ['{ page(by: { size: 7 }) { name } }', 7],
    ['{ connection(first: 20) { count nodes { name } } }', 1 + 20],
    ['{ any { ...P ... on Firm { name } } } fragment P on Person { friends { name } }', 1 + 10],
    ['{ a: me { ...P } b: me { ...P } } fragment P on Person { friends { name } }', 2 * (1 + 10)],
    ['mutation { rename(name: "a") { name } }', 10 + 1],
  ])('of %s is %d', (text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it('goes by the variables of the request', () => {
    const text = 'query ($n: Int) { people(first: $n) { friends { name } } }';
    expect(cost(text, { n: 100 })).toBe(100 * (1 + 10));
    expect(cost(text)).toBe(5 * (1 + 10));
    expect(cost(text, { n: -1 })).toBe(5 * (1 + 10));
  });
});
