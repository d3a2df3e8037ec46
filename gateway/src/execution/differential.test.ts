import { compose } from '@citygraph/composition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  validate,
} from 'graphql';
import { FEDERATED_GRAPH } from '../testing/federated-graph.ts';
import { type Faults, type MockWorld, mockWorld } from '../testing/mock-subgraphs.ts';
import { type Draw, randomQuery } from '../testing/random-query.ts';
import { rounds } from '../testing/rounds.ts';
import { createApolloEngine } from './apollo/apollo-engine.ts';
import { createCompiledEngine } from './compiled/compiled-engine.ts';
import type { Dispatch, Engine, EngineError, EngineOperation, EngineRequest, EngineResult } from './engine.ts';
import { mergeErrors } from './merge-errors.ts';

let reference: Engine;
let engine: Engine;
let schema: GraphQLSchema;
let world: MockWorld;

beforeAll(async () => {
  const subgraphs = FEDERATED_GRAPH.map((subgraph) => ({ ...subgraph, url: `http://${subgraph.name}.invalid` }));
  const { supergraphSdl, errors } = await compose({ subgraphs, deadlineMs: 20_000 });
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  const supergraph = parse(supergraphSdl);
  ({ engine: reference } = await createApolloEngine(supergraph));
  ({ engine, apiSchema: schema } = await createCompiledEngine(supergraph));
  world = mockWorld(subgraphs);
});
afterAll(() => Promise.all([reference.close(), engine.close()]));

const VARIABLES = { yes: true, no: false, text: 'w', count: 3 };

/** One field in `often` is null, one fails. */
const faultsOf = (seed: number, often: number): Faults => {
  if (often === 0) return () => 'none';
  return (number) => (['null', 'error'] as const)[(number * 31 + seed) % often] ?? 'none';
};

interface Case {
  readonly theirs: EngineResult;
  readonly ours: EngineResult;
}

const operationOf = (document: DocumentNode, digest: string): EngineOperation => ({
  document,
  whole: document,
  refused: new Set(),
  isEmpty: false,
  digest,
  operationName: null,
});

function requestOf(document: DocumentNode, dispatch: Dispatch): EngineRequest {
  const definition = getOperationAST(document)?.variableDefinitions ?? [];
  const { coerced = {} } = getVariableValues(schema, definition, VARIABLES);
  return { variables: VARIABLES, coercedVariables: coerced, dispatch };
}

async function both(document: DocumentNode, digest: string, faults: readonly Faults[]): Promise<Case[]> {
  const operation = operationOf(document, digest);
  const [theirs, ours] = await Promise.all([reference.prepare(operation), engine.prepare(operation)]);
  const cases: Case[] = [];
  for (const fault of faults) {
    const dispatch = world.dispatch(fault);
    cases.push({
      theirs: await theirs.execute(requestOf(document, dispatch)),
      // Answers that others wait for as well: writing to them throws.
      ours: await ours.execute(requestOf(document, shared(dispatch))),
    });
  }
  return cases;
}

const shared =
  (dispatch: Dispatch): Dispatch =>
  async (...request) => ({ ...frozen(await dispatch(...request)), isShared: true });

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  return value;
}

/**
 * What subgraphs said went wrong: at which field, how often. What an engine says of nulls itself is not compared, and list indices neither: the reference
 * counts all objects at a fetch's path, those that it never asked for included. `conformance/error-behind-an-object-left-out` holds ours.
 */
function told(errors: readonly EngineError[]): string[] {
  const said = errors.filter(({ code }) => code !== 'INTERNAL_ERROR');
  return mergeErrors(said, () => null)
    .map(({ path, extensions: { code, count } }) =>
      JSON.stringify([path?.filter((key) => typeof key === 'string'), code, count]),
    )
    .sort();
}

/** Errors at places of the answer that are not null. */
function misplaced({ data, errors }: EngineResult): EngineError[] {
  return errors.filter(({ path }) => {
    let at: unknown = data;
    for (const key of path) at = at === null || at === undefined ? null : (at as Record<string, unknown>)[key];
    return at !== null && at !== undefined;
  });
}

/** Is an answer one that the schema allows? graphql-js completes it once more and must find nothing to change. */
function assertValid(document: DocumentNode, { data, errors }: EngineResult): void {
  if (data === null) {
    expect(errors).not.toEqual([]);
    return;
  }
  const again = execute({
    schema,
    document,
    rootValue: data,
    variableValues: VARIABLES,
    fieldResolver: (source: Record<string, unknown>, _, __, { path }) => source[path.key],
    typeResolver: (value: { __typename?: string }) => value.__typename,
  }) as ExecutionResult;
  expect({ data: again.data, errors: again.errors ?? [] }).toEqual({ data, errors: [] });
}

const drawFrom = (stream: Iterator<number>): Draw => {
  return (below) => Number(stream.next().value) % Math.max(1, below);
};

/** How often a field is null or fails, one in so many; 0: never. To plan a query costs more than to ask it so many times. */
const OFTEN = [0, 60, 40, 25, 15, 10, 6, 4, 60, 40, 30, 25, 20, 15, 12, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2];
/** So many queries, each under so many sets of faults: 2,000 cases at least. */
const QUERIES = rounds(90, 1_000);

describe('our engine', () => {
  it(
    `answers ${QUERIES} queries as the reference does, whatever is null and whatever fails`,
    async () => {
      let cases = 0;
      let failed = 0;
      let asked = 0;
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), fc.nat(1_000), async (stream, seed) => {
          const text = randomQuery(schema, drawFrom(stream));
          const document = parse(text);
          if (validate(schema, document).length > 0) return;
          const before = world.asked.length;
          const faults = OFTEN.map((often, index) => faultsOf(seed + index, often));
          for (const { theirs, ours } of await both(document, text, faults)) {
            cases += 1;
            if (ours.errors.length > 0) failed += 1;
            expect({ text, data: ours.data }).toEqual({ text, data: JSON.parse(JSON.stringify(theirs.data)) });
            expect({ text, told: told(ours.errors) }).toEqual({ text, told: told(theirs.errors) });
            expect({ text, misplaced: misplaced(ours) }).toEqual({ text, misplaced: [] });
          }
          asked = Math.max(asked, world.asked.length - before);
        }),
        { numRuns: QUERIES },
      );
      expect(cases).toBeGreaterThan(2_000);
      expect(failed).toBeGreaterThan(1_000);
      expect(asked).toBeGreaterThan(20);
    },
    120_000 + QUERIES * 500,
  );

  it('answers what the schema allows, whatever a subgraph says instead of what it was asked', async () => {
    let lies = 0;
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (stream) => {
        const draw = drawFrom(stream);
        const text = randomQuery(schema, draw, { names: true });
        const document = parse(text);
        if (validate(schema, document).length > 0) return;
        const executable = await engine.prepare(operationOf(document, text));
        for (let round = 0; round < 10; round += 1) {
          const honest = world.dispatch(faultsOf(0, 0));
          const lying: Dispatch = async (...request) => {
            const reply = await honest(...request);
            if (draw(2) === 0) return reply;
            lies += 1;
            return { ...reply, data: lied(reply.data, draw) as Record<string, unknown> | null };
          };
          assertValid(document, await executable.execute(requestOf(document, lying)));
        }
      }),
      { numRuns: 60 },
    );
    expect(lies).toBeGreaterThan(300);
  }, 120_000);
});

const LIES: readonly unknown[] = [
  null,
  7,
  'x',
  true,
  [],
  {},
  [[]],
  [null],
  { __typename: 'Nobody' },
  { __typename: 5, id: {} },
  1e300,
  -1.5,
];

/** The same value with something else at one place, chosen on the way down. */
function lied(value: unknown, draw: Draw): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || draw(4) === 0) return LIES[draw(LIES.length)];
  const key = keys[draw(keys.length)] ?? '';
  const below = lied((value as Record<string, unknown>)[key], draw);
  if (Array.isArray(value)) return draw(4) === 0 ? value.slice(1) : value.with(Number(key), below);
  return { ...(value as object), [key]: below };
}
