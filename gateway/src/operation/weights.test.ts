import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, type DocumentNode, parse, visit } from 'graphql';
import { type Draw, randomQuery } from '../testing/random-query.ts';
import { operationCost } from './operation-cost.ts';
import { readWeights } from './read-weights.ts';

const DIRECTIVES = `
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
  directive @join__field(graph: join__Graph, external: Boolean, requires: String) repeatable on FIELD_DEFINITION
  directive @cost(weight: String!) on FIELD_DEFINITION | OBJECT | SCALAR | ARGUMENT_DEFINITION | ENUM
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  enum join__Graph { TOWN @join__graph(name: "town", url: "") EVIL @join__graph(name: "evil", url: "") }
`;
const VARIABLES = { count: 2, text: 'a', key: 'k', yes: true, no: false };
const of = (sdl: string, vendors = ['evil']) => {
  const text = `${DIRECTIVES}${sdl}`;
  const [schema, weights] = [buildSchema(text), readWeights(parse(text), vendors)];
  return (query: string, variables = {}) => operationCost(parse(query), schema, weights)(variables);
};

/** A city, and a vendor that says of its own whatever it likes. */
const cost = of(`
  type Query @join__type(graph: TOWN) @join__type(graph: EVIL) {
    places: [Place] @join__field(graph: TOWN) @listSize(assumedSize: 50)
    evil_pays: Int @join__field(graph: EVIL) @cost(weight: "-2000000000")
    evil_sum(of: Int @cost(weight: "-5")): Int @join__field(graph: EVIL)
    evil_word: Int @join__field(graph: EVIL) @cost(weight: "cheap")
    evil_none: [EvilThing] @join__field(graph: EVIL) @listSize(assumedSize: 0)
    evil_free: [EvilThing] @join__field(graph: EVIL) @cost(weight: "0")
    evil_first(first: Float): [EvilThing] @join__field(graph: EVIL) @listSize(slicingArguments: ["first"])
    evil_page(first: Int): EvilPage @join__field(graph: EVIL) @listSize(slicingArguments: ["first"], sizedFields: ["things"])
    evil_place: Place @join__field(graph: EVIL) @listSize(assumedSize: 1, sizedFields: ["tenants"])
  }
  type Place @join__type(graph: TOWN, key: "id") @join__type(graph: EVIL, key: "id") {
    id: ID
    tenants: [Place] @join__field(graph: TOWN)
    evil_mark: Int @join__field(graph: EVIL) @cost(weight: "-1")
    evil_all: Int @join__field(graph: EVIL, requires: "tenants { tenants { id } }")
    town_all: Int @join__field(graph: TOWN, requires: "tenants { id }")
  }
  type EvilPage @join__type(graph: EVIL) { things: [EvilThing] }
  type EvilThing @join__type(graph: EVIL) @cost(weight: "-9") { place: Place }
`);

describe('what a vendor says that its own costs', () => {
  it.each([
    ['{ places { id } evil_pays }', 50],
    ['{ places { id evil_mark } }', 50],
    ['{ places { id } evil_sum(of: 1) }', 50],
    ['{ evil_word }', 1],
    ['{ evil_none { place { id } } }', 2],
    ['{ evil_free { place { id } } }', 10 * 2],
    ['{ evil_first(first: 0) { place { id } } }', 2],
    ['{ evil_first(first: 0.001) { place { id } } }', 2],
    ['{ evil_page(first: 4) { things { place { id } } } }', 1 + 4 * 2],
    ['{ evil_place { tenants { id } } }', 1 + 10],
    ['{ evil_place { evil_all } }', 1 + 10 * (1 + 10)],
    ['{ places { evil_all again: evil_all } }', 50 * (1 + 2 * 110)],
    ['{ places { town_all } }', 50],
  ])('makes nothing else cheaper: %s is %d', (query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  it('a department says of its own as it likes, but that it costs less than nothing', () => {
    const town = of(`type Query @join__type(graph: TOWN) {
      none: [Thing] @listSize(assumedSize: 0)  free: Thing @cost(weight: "0")  paid: Thing @cost(weight: "-3") }
      type Thing @join__type(graph: TOWN) { name: String }`);
    expect(['{ none { name } }', '{ free { name } }', '{ paid { name } }'].map((query) => town(query))).toEqual([
      0, 0, 0,
    ]);
  });
});

/** The same with one selection less, where there is one to spare. */
function oneLess(document: DocumentNode, draw: Draw): DocumentNode {
  let sets = 0;
  visit(document, {
    SelectionSet() {
      sets += 1;
    },
  });
  const chosen = draw(sets);
  let at = 0;
  return visit(document, {
    SelectionSet(node) {
      at += 1;
      if (at !== chosen + 1 || node.selections.length < 2) return undefined;
      return { ...node, selections: node.selections.toSpliced(draw(node.selections.length), 1) };
    },
  });
}

it('no operation costs less for one more field, whatever anybody says that fields cost', () => {
  const weight = fc.oneof(
    fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(String),
    fc.string({ maxLength: 4 }),
  );
  const said = fc.record({
    weights: fc.array(weight, { minLength: 6, maxLength: 6 }),
    sizes: fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 3, maxLength: 3 }),
    draws: fc.infiniteStream(fc.nat(1_000_000)),
  });
  fc.assert(
    fc.property(said, ({ weights: [a, b, c, d, e, f], sizes: [x, y, z], draws }) => {
      const w = (text = ''): string => `@cost(weight: ${JSON.stringify(text)})`;
      const sdl = `${DIRECTIVES}
        type Query @join__type(graph: TOWN) @join__type(graph: EVIL) {
          town: Thing @join__field(graph: TOWN) ${w(a)}
          towns(first: Int): [Thing] @join__field(graph: TOWN) @listSize(assumedSize: ${x}, slicingArguments: ["first"])
          evil(of: Int ${w(b)}): EvilThing @join__field(graph: EVIL) ${w(c)}
          evils(first: Int): [EvilThing] @join__field(graph: EVIL) @listSize(assumedSize: ${y}, slicingArguments: ["first"])
        }
        type Thing @join__type(graph: TOWN) @join__type(graph: EVIL) {
          name: String @join__field(graph: TOWN)
          more: [Thing] @join__field(graph: TOWN)
          evil: EvilThing @join__field(graph: EVIL) ${w(d)}
        }
        type EvilThing @join__type(graph: EVIL) ${w(e)} { name: String ${w(f)}  things: [Thing] @listSize(assumedSize: ${z}) }`;
      const draw: Draw = (below) => (draws.next().value ?? 0) % below;
      const [schema, weights] = [buildSchema(sdl), readWeights(parse(sdl), ['evil'])];
      const costOf = (document: DocumentNode) => operationCost(document, schema, weights)(VARIABLES);
      const whole = parse(randomQuery(schema, draw));
      expect(costOf(oneLess(whole, draw))).toBeLessThanOrEqual(costOf(whole));
    }),
    { numRuns: 200 },
  );
});
