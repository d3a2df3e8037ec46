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
const AIR = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { air_x: Int }
  type Place @key(fields: "id") { id: ID! air_index: Int! air_level: String }`;

const MANY = 10_000;

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
  const executable = await engine.prepare({
    document,
    whole: document,
    refused: new Set(),
    isEmpty: false,
    digest: selection,
    operationName: null,
  });
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
