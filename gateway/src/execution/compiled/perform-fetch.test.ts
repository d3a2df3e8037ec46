import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { departmentSchemaHead } from '@citygraph/contract';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { planHere } from '../../testing/plan-here.ts';
import type { Dispatch, Engine, EngineResult, SubgraphError, SubgraphReply } from '../engine.ts';
import { boundariesOf } from './boundary/boundaries-of.ts';
import { createCompiledEngine } from './compiled-engine.ts';

const S1 = '@sensitivity(level: "S1")';
const GOVERNMENT = `${departmentSchemaHead()}
  type Query { places: [Place!] ${S1} }
  type Place @key(fields: "id") @extensible { id: ID! ${S1} }`;
const HEALTH = `${departmentSchemaHead()}
  type Query { clinics: Int ${S1} }
  type Place @key(fields: "id") { id: ID! clinic: String ${S1} }`;
const AIR = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])
  type Query {
    air_many: [Place!] @listSize(assumedSize: 9000)
    air_some: [Place!]
    air_page(first: Int): [Place!] @listSize(slicingArguments: ["first"])
    air_pages(first: Int): AirPages @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
  }
  type AirPages { nodes: [Place!] tags: [String] }
  type Place @key(fields: "id") { id: ID! air_index: Int! air_level: String }`;

const MANY = 10_000;
const OPERATION = { refused: new Set<never>(), isEmpty: false, operationName: null };

let engine: Engine;
beforeAll(async () => {
  const { supergraphSdl, errors } = composeInThisThread([
    { name: 'government', sdl: GOVERNMENT, url: 'http://government.invalid' },
    { name: 'health', sdl: HEALTH, url: 'http://health.invalid' },
    { name: 'air', sdl: AIR, url: 'http://air.invalid' },
  ]);
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  const supergraph = parse(supergraphSdl);
  const boundaries = boundariesOf(supergraph, ['air'], null);
  ({ engine } = await createCompiledEngine(supergraph, undefined, { startPlanner: planHere, boundaries }));
});

interface Asked extends EngineResult {
  /** How often an element of the list of places was looked at. */
  readonly looks: number;
  /** How often the reply was said to be wrong. */
  readonly invalid: number;
}

/** Asks about many places, of which another subgraph says something. */
async function ask(
  selection: string,
  said: { readonly data: unknown; readonly errors?: readonly SubgraphError[] },
): Promise<Asked> {
  let looks = 0;
  let invalid = 0;
  const list = Array.from({ length: MANY }, (_, number) => ({ __typename: 'Place', id: `plc_${number}` }));
  const places = new Proxy(list, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const dispatch: Dispatch = async (subgraph) => {
    const { data, errors = [] } = subgraph === 'government' ? { data: { places } } : said;
    const count = () => {
      invalid += 1;
    };
    return { data: data as SubgraphReply['data'], errors, bytes: 1, isShared: false, invalid: count };
  };
  const document = parse(`{ places { id ${selection} } }`);
  const executable = await engine.prepare({ ...OPERATION, document, whole: document, digest: selection });
  const result = await executable.execute({ variables: {}, coercedVariables: {}, dispatch });
  return { ...result, looks, invalid };
}

/** To find the places, to say where they are, and to answer. */
const A_FEW_TIMES = 5 * MANY;

describe('a reply that is wrong at each of many entities', () => {
  it.each([
    ['not even objects', 1, 'air_index'],
    ['of the wrong types', { air_index: 'x', air_level: 'x' }, 'air_index'],
  ])('%s, is told once, and the answer is walked a few times for it', async (_, entity, key) => {
    const { data, errors, looks, invalid } = await ask('air_index air_level', {
      data: { _entities: new Array(MANY).fill(entity) },
    });
    expect(errors.length).toBeLessThanOrEqual(10);
    expect(errors).toContainEqual({
      code: 'PLUGIN_INVALID_REPLY',
      message: 'The plugin air gave something else than it was asked for.',
      path: ['places', 0, key],
      count: MANY,
    });
    expect(invalid).toBe(1);
    expect(data).toEqual({ places: null });
    expect(looks).toBeLessThan(A_FEW_TIMES);
  });

  it('costs as little of a department', async () => {
    const { errors, looks } = await ask('clinic', { data: { _entities: new Array(MANY).fill(1) } });
    expect(errors).toEqual([
      {
        code: 'INTERNAL_ERROR',
        message: 'A subgraph gave an answer that cannot be read.',
        path: ['places', 0, 'clinic'],
        count: MANY,
      },
    ]);
    expect(looks).toBeLessThan(A_FEW_TIMES);
  });

  it('costs as little where a department refuses each', async () => {
    const refused = { message: 'You may not see this.', code: 'FORBIDDEN' } as const;
    const { errors, looks } = await ask('clinic', {
      data: { _entities: new Array(MANY).fill(null) },
      errors: Array.from({ length: MANY }, (_, number) => ({ ...refused, path: ['_entities', number] })),
    });
    expect(errors).toHaveLength(MANY);
    expect(errors[MANY - 1]).toEqual({ ...refused, path: ['places', MANY - 1, 'clinic'], count: 1 });
    expect(looks).toBeLessThan(A_FEW_TIMES);
  });
});

describe('a plugin’s list', () => {
  const many = Array.from({ length: MANY }, (_, number) => ({ __typename: 'Place', id: `plc_${number}` }));
  /** How much of its list is taken, and about how many places the department is asked for it. */
  async function led(text: string, data: Record<string, unknown>, variables: Record<string, unknown> = {}) {
    let asked = 0;
    const dispatch: Dispatch = async (subgraph, { body }) => {
      const { representations = [] } = (JSON.parse(body) as { variables: { representations?: unknown[] } }).variables;
      if (subgraph === 'health') asked = representations.length;
      const said = subgraph === 'air' ? data : { _entities: representations.map(() => ({ clinic: 'c' })) };
      return { data: structuredClone(said) as SubgraphReply['data'], errors: [], bytes: 1, isShared: false };
    };
    const document = parse(text);
    const executable = await engine.prepare({ ...OPERATION, document, whole: document, digest: text });
    const result = await executable.execute({ variables, coercedVariables: variables, dispatch });
    return { ...result, asked };
  }
  const flaw = { code: 'PLUGIN_INVALID_REPLY', count: 1 };

  it.each<[string, string, Record<string, unknown>, string[], number]>([
    ['of which nobody says how long it is', '{ air_some { clinic } }', { air_some: many }, ['air_some'], 1_000],
    ['that is to be of a length', '{ air_page(first: 7) { clinic } }', { air_page: many }, ['air_page'], 7],
    [
      'whose length is a variable',
      'query($n: Int) { air_page(first: $n) { clinic } }',
      { air_page: many },
      ['air_page'],
      3,
    ],
    [
      'in a connection',
      '{ air_pages(first: 4) { nodes { clinic } } }',
      { air_pages: { nodes: many } },
      ['air_pages', 'nodes'],
      4,
    ],
  ])('%s is cut at what was charged for it, and told', async (_, text, data, path, length) => {
    const { errors, asked } = await led(text, data, { n: 3 });
    expect(errors).toMatchObject([{ ...flaw, path }]);
    expect(asked).toBe(length);
  });

  it('of the length that it says is whole', async () => {
    const { data, errors } = await led('{ air_page(first: 10000) { id } }', { air_page: many });
    expect(errors).toEqual([]);
    expect(data?.air_page).toHaveLength(MANY);
  });

  it('leads to so many entities of others’ in an operation, and to no more', async () => {
    const { data, errors, asked } = await led('{ air_many { clinic } }', { air_many: many.slice(0, 9_000) });
    expect(asked).toBe(5_000);
    expect(errors).toEqual([
      {
        code: 'QUERY_TOO_EXPENSIVE',
        message: 'A plugin led to more than 5000 things that others are asked about: ask for fewer at once.',
        path: ['air_many', 5_000, 'clinic'],
        count: 4_000,
      },
    ]);
    expect(JSON.stringify(data).match(/"c"/g)).toHaveLength(5_000);
  });
});
