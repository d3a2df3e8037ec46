import { compose } from '@citygraph/composition';
import { ANONYMOUS } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildSchema,
  execute,
  type FieldNode,
  graphqlSync,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { prepareOperation } from '../operation/prepare-operation.ts';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { type Need, NO_DEMANDS } from '../policy/need.ts';
import type { Needs } from '../policy/read-needs.ts';
import { randomQuery } from '../testing/random-query.ts';
import { createApolloEngine } from './apollo/apollo-engine.ts';
import { createCompiledEngine } from './compiled/compiled-engine.ts';
import type { Dispatch, Engine } from './engine.ts';
import { executeOperation } from './execute-operation.ts';

const SDL = `
  type Query { a: A p: P u: U us: [U] ps: [P!] list: [[A]] sure: A! gone: A s: Int }
  interface P { x: Int y: Int! a: A }
  type A implements P { x: Int y: Int! a: A b: B u: U n: [Int] }
  type B implements P { x: Int y: Int! a: A z: Int! sure: A! }
  union U = A | B
`;
const schema = buildSchema(SDL);

/** A small world without end: an A holds a B holds an A; getters make it when asked. */
const world = {
  A: () => ({ __typename: 'A', x: 1, y: 2, n: [1, null], a: () => world.A(), b: () => world.B(), u: () => world.B() }),
  B: () => ({ __typename: 'B', x: 3, y: 4, z: 5, a: () => null, sure: () => world.A() }),
};
const rootValue = {
  a: () => world.A(),
  p: () => world.B(),
  u: () => world.A(),
  us: () => [world.B(), null, world.A()],
  ps: () => [world.A(), world.B()],
  list: () => [[world.A(), null], null, []],
  sure: () => world.A(),
  gone: () => null,
  s: () => 9,
};

const engines = new Map<string, Engine>();
beforeAll(async () => {
  const subgraph = { name: 'world', url: 'http://world.invalid/graphql', sdl: SDL };
  const { supergraphSdl } = await compose({ subgraphs: [subgraph], deadlineMs: 20_000 });
  const supergraph = parse(supergraphSdl ?? '');
  engines.set('apollo', (await createApolloEngine(supergraph)).engine);
  engines.set('compiled', (await createCompiledEngine(supergraph)).engine);
});
afterAll(() => Promise.all([...engines.values()].map((engine) => engine.close())));

let fetches = 0;
const dispatch: Dispatch = async (_, { body }) => {
  const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
  fetches += 1;
  const { data, errors } = graphqlSync({ schema, source: query, variableValues: variables, rootValue });
  if (errors) throw new Error(`The subgraph refuses ${query}: ${errors.map(({ message }) => message).join()}`);
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: [], bytes: 0, isShared: false };
};

const COORDINATES = [
  'Query.a',
  'Query.list',
  'Query.sure',
  'A.x',
  'A.y',
  'A.a',
  'A.b',
  'B.x',
  'B.y',
  'B.z',
  'B.sure',
  'A.u',
  'A.n',
];

/** An interface field is refused when any implementation's is. */
function needsOf(refused: readonly string[]): Map<string, Need> {
  const all = [...refused];
  for (const field of ['x', 'y', 'a'])
    if (refused.some((c) => c === `A.${field}` || c === `B.${field}`)) all.push(`P.${field}`);
  return new Map(all.map((coordinate) => [coordinate, { coordinate, ...NO_DEMANDS, authenticated: true }]));
}

const NO_WEIGHTS = { cost: new Map<string, number>(), listSize: new Map(), requires: new Map() };
const VARIABLES = { yes: true, no: false };

async function answer(operation: ReadyOperation, name: string) {
  const engine = engines.get(name);
  if (!engine) throw new Error(`There is no engine ${name}.`);
  return executeOperation({
    operation,
    variables: VARIABLES,
    coercedVariables: VARIABLES,
    principal: ANONYMOUS,
    purpose: null,
    mayTouchSensitive: true,
    versionOf: () => null,
    releaseOf: () => null,
    isSandbox: false,
    subscribeAt: null,
    policy: null,
    policyNow: () => null,
    now: 0,
    canRecord: null,
    announce: () => Promise.reject(new Error('Nothing is recorded.')),
    ids: null,
    standing: async () => null,
    engine,
    dispatchAs: () => dispatch,
  });
}

/** Of a graph without people and vendors. */
const needing = (byCoordinate: ReadonlyMap<string, Need>): Needs => ({
  isLabelled: true,
  byCoordinate,
  unlabelled: [],
  needsGrant: () => false,
  ways: {
    isPairwise: () => false,
    objectsOf: (type) => [type],
    leaderOf: () => null,
    given: (coordinate) => ({ coordinate, demands: NO_DEMANDS, needsGrant: true, isOfNamed: false }),
  },
});

/** What graphql-js answers when a field is null wherever all its nodes are refused. */
function reference(operation: ReadyOperation, refused: ReadonlyMap<string, Need>) {
  const coordinates = new Map<FieldNode, string>();
  const typeInfo = new TypeInfo(schema);
  visit(
    operation.document,
    visitWithTypeInfo(typeInfo, {
      Field(field) {
        coordinates.set(field, `${typeInfo.getParentType()?.name}.${field.name.value}`);
      },
    }),
  );
  const { data } = execute({
    schema,
    document: operation.document,
    variableValues: VARIABLES,
    rootValue,
    fieldResolver: (source, _, __, { fieldName, fieldNodes }) => {
      if (fieldNodes.every((node) => refused.has(coordinates.get(node) ?? ''))) return null;
      const value = source[fieldName];
      return typeof value === 'function' ? value() : value;
    },
  }) as { data?: unknown };
  return data ?? null;
}

describe.each(['apollo', 'compiled'])('executeOperation with %s', (engine) => {
  it('answers as if every refused field were null, whatever the query', async () => {
    let partly = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(1_000_000)),
        fc.uniqueArray(fc.constantFrom(...COORDINATES), { maxLength: 4 }),
        async (stream, refused) => {
          const draw = (below: number) => Number(stream.next().value) % Math.max(1, below);
          const document = parse(randomQuery(schema, draw));
          if (validate(schema, document).length > 0) return;
          const byCoordinate = needsOf(refused);
          const graph = { apiSchema: schema, needs: needing(byCoordinate), weights: NO_WEIGHTS };
          const operation = prepareOperation(document, null, `${Math.random()}`, graph, () => false);
          fetches = 0;
          const { data, errors } = await answer(operation, engine);
          const positions = errors.filter(({ extensions }) => extensions.code === 'UNAUTHENTICATED');
          expect({
            document: print(document),
            refused,
            errors: errors.filter((error) => !positions.includes(error)),
          }).toMatchObject({ errors: [] });
          if (fetches === 0) return;
          const expected = reference(operation, byCoordinate);
          expect(JSON.parse(JSON.stringify(data))).toEqual(JSON.parse(JSON.stringify(expected)));
          if (positions.length > 0) partly += 1;
          // Apollo's own answers may order keys otherwise than the specification; completed ones never do.
          else if (engine === 'apollo') return;
          expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
        },
      ),
      { numRuns: 300 },
    );
    expect(partly).toBeGreaterThan(15);
  });

  it.each([
    ['{ a @include(if: $yes) { n @include(if: $no) } }'],
    ['{ a @include(if: $yes) { n @include(if: $no) x @skip(if: $yes) } }'],
    ['{ a { a @include(if: $yes) { n @skip(if: $yes) } } }'],
    ['{ list @include(if: $yes) { x @include(if: $no) } }'],
    ['{ a { ... on A { n @include(if: $no) } } }'],
  ])('answers an object of which conditions leave nothing: %s', async (text) => {
    const document = parse(`query Q($yes: Boolean!, $no: Boolean!) ${text}`);
    const graph = {
      apiSchema: schema,
      needs: needing(new Map()),
      weights: NO_WEIGHTS,
    };
    const operation = prepareOperation(document, null, text, graph, () => false);
    const { data, errors } = await answer(operation, engine);
    expect(errors).toEqual([]);
    expect(JSON.parse(JSON.stringify(data))).toEqual(JSON.parse(JSON.stringify(reference(operation, new Map()))));
  });
});
