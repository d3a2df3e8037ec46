import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { departmentSchemaHead } from '@citygraph/contract';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DocumentNode, parse } from 'graphql';
import { createSealer } from '../../../policy/pairwise/sealer.ts';
import { planHere } from '../../../testing/plan-here.ts';
import { rounds } from '../../../testing/rounds.ts';
import type { Dispatch, Engine, EngineOperation, EngineResult, SubgraphReply } from '../../engine.ts';
import { createCompiledEngine } from '../compiled-engine.ts';
import { boundariesOf } from './boundaries-of.ts';

const GOVERNMENT = `${departmentSchemaHead()}
  type Query { me: Resident @sensitivity(level: "S2") district(code: ID!): District @sensitivity(level: "S1") }
  type Resident @key(fields: "id") @pairwise @extensible {
    id: ID! @sensitivity(level: "S1")
    name: String @sensitivity(level: "S3")
    home: District @sensitivity(level: "S3")
    children: [Resident!] @sensitivity(level: "S4")
  }
  type District @key(fields: "code") @extensible { code: ID! @sensitivity(level: "S1") name: String @sensitivity(level: "S1") }`;

const AIR = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable"])
  type Query { air_stations(near: String): [AirStation!] air_any: AirThing air_keeper: Resident }
  type Mutation { air_report(text: String!): AirStation }
  type Resident @key(fields: "id") { id: ID! air_exposure: AirExposure children: [Resident!] @external name: String @external air_card: String @requires(fields: "name children { id }") }
  type District @key(fields: "code") { code: ID! air_index: Int air_level: AirLevel air_levels: [AirLevel!] air_stations: [AirStation!] air_at: String }
  type AirExposure { score: Float! advice: String keeper: Resident }
  type AirStation { name: String! district: District index: Int! tags: [String!] parent: AirStation }
  type AirPole { height: Float }
  union AirThing = AirStation | AirPole
  enum AirLevel { GOOD BAD }`;

let supergraph: DocumentNode;
let engine: Engine;
const sealer = createSealer([{ id: 'a', secret: new Uint8Array(32).fill(7) }]);
const seal = (key: string) => sealer.seal('air', 'Resident', key);

beforeAll(async () => {
  const { supergraphSdl, errors } = composeInThisThread([
    { name: 'government', sdl: GOVERNMENT, url: 'http://government.invalid' },
    { name: 'air', sdl: AIR, url: 'http://air.invalid' },
  ]);
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  supergraph = parse(supergraphSdl);
  const boundaries = boundariesOf(supergraph, ['air'], sealer);
  ({ engine } = await createCompiledEngine(supergraph, undefined, { startPlanner: planHere, boundaries }));
});

const operation = (text: string): EngineOperation => {
  const document = parse(text);
  return { document, whole: document, refused: new Set(), isEmpty: false, digest: text, operationName: null };
};

interface Asked {
  readonly query: string;
  readonly variables: { readonly representations?: readonly Record<string, unknown>[] };
}

/** What the department and the plugin say, in turn; and what the plugin was asked. */
async function ask(
  text: string,
  said: { government?: readonly unknown[]; air: readonly (object | null)[] },
  isShared = false,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<EngineResult & { asked: Asked[]; invalid: number }> {
  const left = { government: [...(said.government ?? [])], air: [...said.air] };
  const asked: Asked[] = [];
  let invalid = 0;
  const dispatch: Dispatch = async (subgraph, { body }) => {
    if (subgraph === 'air') asked.push(JSON.parse(body) as Asked);
    const said = left[subgraph as 'air'].shift();
    const data = (isShared ? said : structuredClone(said)) as SubgraphReply['data'];
    const count = () => {
      invalid += 1;
    };
    return { data, errors: [], bytes: 1, isShared, invalid: count };
  };
  const executable = await engine.prepare(operation(text));
  return { ...(await executable.execute({ variables, coercedVariables: variables, dispatch })), asked, invalid };
}

const DISTRICT = { district: { __typename: 'District', code: 'd1', name: '南关区' } };

describe('a plugin’s reply', () => {
  const index = (entity: unknown) =>
    ask('{ district(code: "d1") { name air_index air_at } }', {
      government: [DISTRICT],
      air: [{ _entities: [entity] }],
    });

  it('is taken for what was asked for', async () => {
    const { data, errors, invalid } = await index({ __typename: 'District', air_index: 42, air_at: null });
    expect({ data, errors, invalid }).toEqual({
      data: { district: { name: '南关区', air_index: 42, air_at: null } },
      errors: [],
      invalid: 0,
    });
  });

  it.each([
    ['a department’s field', { air_index: 42, air_at: 'x', name: 'Mine' }],
    ['a key', { air_index: 42, air_at: 'x', code: 'd2' }],
    ['another type', { air_index: 42, air_at: 'x', __typename: 'Resident' }],
    [
      'a prototype',
      JSON.parse('{"air_index":42,"air_at":"x","__proto__":{"name":"Mine"},"constructor":{"name":"Mine"}}'),
    ],
  ])('cannot forge %s', async (_, entity) => {
    expect((await index(entity)).data).toEqual({ district: { name: '南关区', air_index: 42, air_at: 'x' } });
  });

  it.each([
    ['a text', { air_index: '42' }],
    ['an object', { air_index: {} }],
    ['a list', { air_index: [42] }],
    ['a fraction', { air_index: 4.2 }],
    ['a number beyond 32 bits', { air_index: 2 ** 31 }],
    ['true', { air_index: true }],
  ])('with %s for an Int is null there, and nowhere else', async (_, entity) => {
    const { data, errors, invalid } = await index({ ...entity, air_at: 'now' });
    expect(data).toEqual({ district: { name: '南关区', air_index: null, air_at: 'now' } });
    expect(errors).toEqual([
      {
        code: 'PLUGIN_INVALID_REPLY',
        message: 'The plugin air gave something else than it was asked for.',
        path: ['district', 'air_index'],
        count: 1,
      },
    ]);
    expect(invalid).toBe(1);
  });

  it.each<[string, object | null]>([
    ['no entity', { _entities: [] }],
    ['too many', { _entities: [null, { air_index: 1 }] }],
    ['no list', { _entities: { air_index: 1 } }],
    ['a list that is none', { _entities: { length: 1, 0: { air_index: 1 } } }],
    ['nothing', {}],
    ['a text', { _entities: 'x' }],
  ])('of %s fails as a whole', async (_, reply) => {
    const { data, errors, invalid } = await ask('{ district(code: "d1") { name air_index } }', {
      government: [DISTRICT],
      air: [reply],
    });
    expect(data).toEqual({ district: { name: '南关区', air_index: null } });
    expect(errors).toMatchObject([{ code: 'PLUGIN_INVALID_REPLY', path: ['district', 'air_index'] }]);
    expect(invalid).toBe(1);
  });

  it.each([
    ['an entity that is a list', []],
    ['a number', 7],
    ['a text', 'District'],
  ])('with %s is nothing', async (_, entity) => {
    const { data, errors } = await index(entity);
    expect(data).toEqual({ district: { name: '南关区', air_index: null, air_at: null } });
    expect(errors.map(({ code, path }) => [code, ...path])).toEqual([
      ['PLUGIN_INVALID_REPLY', 'district', 'air_index'],
      ['PLUGIN_INVALID_REPLY', 'district', 'air_at'],
    ]);
  });

  it('may say that there is nothing', async () => {
    expect(await index(null)).toMatchObject({
      data: { district: { name: '南关区', air_index: null, air_at: null } },
      errors: [],
      invalid: 0,
    });
  });

  it('is checked at every depth: lists, enums, unions, types of its own', async () => {
    const text = `{ district(code: "d1") { air_level air_levels air_stations { name index tags parent { name } } }
      air_any { ... on AirStation { name } ... on AirPole { height } } }`;
    const { data, errors } = await ask(text, {
      government: [DISTRICT],
      air: [
        { air_any: { __typename: 'District', name: 'x', height: 3 } },
        {
          _entities: [
            {
              air_level: 'AWFUL',
              air_levels: ['GOOD', 'BAD'],
              air_stations: [
                { name: 'one', index: 1, tags: ['a', 7], parent: { name: 'zero', secret: 1 }, more: 1 },
                { name: 'two', index: 2, tags: null, parent: [] },
              ],
            },
          ],
        },
      ],
    });
    expect(data).toEqual({
      district: {
        air_level: null,
        air_levels: ['GOOD', 'BAD'],
        air_stations: [
          { name: 'one', index: 1, tags: null, parent: { name: 'zero' } },
          { name: 'two', index: 2, tags: null, parent: null },
        ],
      },
      air_any: null,
    });
    expect(errors.map(({ code, path }) => `${code} ${path.join('.')}`).sort()).toEqual([
      'PLUGIN_INVALID_REPLY air_any',
      'PLUGIN_INVALID_REPLY district.air_level',
      'PLUGIN_INVALID_REPLY district.air_stations.0.tags.1',
      'PLUGIN_INVALID_REPLY district.air_stations.1.parent',
    ]);
  });

  it('that others wait for as well is not written to', async () => {
    const entity = Object.freeze({ air_index: 42, air_at: 'x' });
    const air = [Object.freeze({ _entities: Object.freeze([entity]) })];
    const { data } = await ask('{ district(code: "d1") { air_index air_at } }', { government: [DISTRICT], air }, true);
    expect(data).toEqual({ district: { air_index: 42, air_at: 'x' } });
  });

  it('of a mutation is checked like any other', async () => {
    const { data, errors } = await ask('mutation { air_report(text: "x") { name index } }', {
      air: [{ air_report: { name: 'one', index: 'many', password: 'x' } }],
    });
    expect(data).toEqual({ air_report: null });
    expect(errors).toMatchObject([{ code: 'PLUGIN_INVALID_REPLY', path: ['air_report', 'index'] }]);
  });
});

const FUZZED = rounds(1_000, 20_000);

it(
  `holds ${FUZZED} replies of whatever kind: no department’s value is forged, every value is of its type`,
  async () => {
    const keys =
      'name code id __typename __proto__ constructor air_index air_at air_level air_stations index tags parent _entities'.split(
        ' ',
      );
    const { any } = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5, depthSize: 'medium' },
        fc.constantFrom(
          null,
          true,
          0,
          7,
          -1.5,
          1e300,
          'x',
          'GOOD',
          'd2',
          'res_9',
          'District',
          'AirStation',
          seal('res_9'),
        ),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 6 }),
      ),
    }));
    const text =
      '{ district(code: "d1") { code name air_index air_level air_at air_stations { name index tags parent { name } district { code name } } } }';
    let kept = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(any, fc.integer({ min: 0, max: 3 }), async (fuzzed, shape) => {
        const almost = {
          air_index: 42,
          air_at: fuzzed,
          air_level: fuzzed,
          air_stations: [{ name: fuzzed, index: 1 }, fuzzed],
        };
        const replies = [fuzzed, { _entities: fuzzed }, { _entities: [fuzzed] }, { _entities: [almost] }];
        const reply = replies[shape] as object | null;
        const { data, errors } = await ask(text, { government: [DISTRICT, { _entities: [] }], air: [reply] });
        const { district } = data as { district: Record<string, unknown> };
        expect(district).toMatchObject({ code: 'd1', name: '南关区' });
        expect(district.air_index === null || Number.isInteger(district.air_index)).toBe(true);
        expect([null, 'GOOD', 'BAD']).toContain(district.air_level);
        expect(district.air_at === null || typeof district.air_at === 'string').toBe(true);
        expect(Object.keys(district)).toEqual(['code', 'name', 'air_index', 'air_level', 'air_at', 'air_stations']);
        for (const station of (district.air_stations ?? []) as (Record<string, unknown> | null)[]) {
          if (station === null) continue;
          expect(typeof station.name).toBe('string');
          expect(Number.isInteger(station.index)).toBe(true);
        }
        if (district.air_index !== null || district.air_at !== null) kept += 1;
        if (errors.some(({ code }) => code === 'PLUGIN_INVALID_REPLY')) refused += 1;
      }),
      { numRuns: FUZZED },
    );
    expect(kept).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(200);
  },
  60_000 + FUZZED * 5,
);

describe('people', () => {
  const ME = { me: { __typename: 'Resident', id: 'res_1', name: '李静', children: [{ id: 'res_2' }] } };

  it('are told to a plugin under ids of its own, in keys and in what it requires', async () => {
    const { data, asked } = await ask('{ me { air_card } }', {
      government: [ME],
      air: [{ _entities: [{ air_card: 'card' }] }],
    });
    expect(data).toEqual({ me: { air_card: 'card' } });
    expect(asked[0]?.variables.representations).toEqual([
      { __typename: 'Resident', id: seal('res_1'), name: '李静', children: [{ id: seal('res_2') }] },
    ]);
    expect(JSON.stringify(asked)).not.toMatch(/res_[12]/);
  });

  it.each([
    ['plain', 'res_9'],
    ['sealed for somebody else', sealer.seal('iov', 'Resident', 'res_9')],
  ])('do not reach a plugin in a text that it requires: %s', async (_, name) => {
    const { data, asked } = await ask('{ me { air_card } }', {
      government: [{ me: { ...ME.me, name } }],
      air: [{ _entities: [{ air_card: 'card' }] }],
    });
    expect(data).toEqual({ me: { air_card: null } });
    expect(asked).toEqual([]);
  });

  it('are known again under those ids', async () => {
    const { data, asked } = await ask('{ air_keeper { id name } }', {
      air: [{ air_keeper: { __typename: 'Resident', id: seal('res_9'), name: 'Mine' } }],
      government: [{ _entities: [{ name: '王芳' }] }],
    });
    expect(data).toEqual({ air_keeper: { id: 'res_9', name: '王芳' } });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a literal', '{ air_stations(near: "res_9") { name } }', {}],
    ['a variable', 'query($near: String) { air_stations(near: $near) { name } }', { near: 'res_9' }],
    ['a household', 'query($near: String) { air_stations(near: $near) { name } }', { near: 'hh_9' }],
    [
      'an id sealed for somebody else',
      'query($near: String) { air_stations(near: $near) { name } }',
      { near: sealer.seal('iov', 'Resident', 'res_9') },
    ],
    ['its own sealed id', 'query($near: String) { air_stations(near: $near) { name } }', { near: seal('res_9') }],
  ])('are not named to a plugin by %s in an argument', async (_, text, variables) => {
    const { data, errors, asked } = await ask(text, { air: [{ air_stations: [{ name: 'one' }] }] }, false, variables);
    expect(data).toEqual({ air_stations: null });
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['air_stations'] }]);
    expect(asked).toEqual([]);
  });

  it('are not meant by any other argument', async () => {
    const text = 'query($near: String) { air_stations(near: $near) { name } }';
    const { data, asked } = await ask(text, { air: [{ air_stations: [{ name: 'one' }] }] }, false, { near: 'resort' });
    expect(data).toEqual({ air_stations: [{ name: 'one' }] });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['a key in the clear', 'res_9'],
    ['another plugin’s id', sealer.seal('iov', 'Resident', 'res_9')],
    ['an id of another type', sealer.seal('air', 'Household', 'res_9')],
    ['an id with a byte changed', `${seal('res_9').slice(0, -1)}A`],
    ['a number', 9],
    ['nothing', null],
  ])('are nobody under %s', async (_, id) => {
    const { data, errors, asked } = await ask('{ air_keeper { name } }', {
      air: [{ air_keeper: { __typename: 'Resident', id } }],
    });
    expect(data).toEqual({ air_keeper: null });
    expect(errors).toMatchObject([{ code: 'PLUGIN_INVALID_REPLY', path: ['air_keeper', 'id'] }]);
    expect(asked).toHaveLength(1);
  });
});

it('refuses to name people to a plugin without a secret to seal their ids with', () => {
  expect(() => boundariesOf(supergraph, ['air'], null)).toThrow('The plugin air needs ids of Resident of its own');
});
