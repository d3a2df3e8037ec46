import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CityGraphError } from '@citygraph/contract';
import { definePlugin, type Plugin, type PluginCaller } from '@citygraph/plugin-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Asking } from './hub/ask-hub.ts';
import { type PluginUnderTest, testPlugin } from './test-plugin.ts';
import { AQI_MANIFEST, AQI_SDL, aqiPlugin } from './testing/aqi.ts';
import { cityWith } from './testing/city-with.ts';
import { smallCity } from './testing/small-city.ts';

type Value = () => unknown;

/** What the plugin answers for its fields just now; null: what it should. */
let index: Value | null = null;
let advice: Value | null = null;
let station: Value | null = null;
let reference: ((key: Readonly<Record<string, unknown>>) => unknown) | null = null;

const careless = aqiPlugin({
  // As its author meant it; what JavaScript puts into it is another matter.
  typeDefs: `${AQI_SDL} scalar AqiAnything extend type AdminDivision { aqi_raw: AqiAnything @sensitivity(level: "S1") }`,
  resolvers: {
    Query: { aqi_station: () => (station ? station() : { name: 'north', index: 42, kind: 'ROOF' }) },
    AdminDivision: {
      aqi_index: ({ code }: { code: string }) => (index ? index() : Number(code.slice(-2))),
      aqi_advice: () => (advice ? advice() : ['walk']),
    },
  },
  references: { AdminDivision: (key) => (reference ? reference(key) : { code: key.code }) },
});

const READING = 'query Reading($code: DivisionCode!) { adminDivision(code: $code) { name aqi_index aqi_advice } }';
const CHAOYANG = { code: '220104' };

let hub: PluginUnderTest;
beforeAll(async () => {
  hub = await testPlugin(careless, {
    fixtures: { AdminDivision: { '220105': { name: '河东', level: 'moon' }, '220106': null } },
  });
});
afterAll(() => hub?.close());
afterEach(() => {
  index = advice = station = reference = null;
});

describe('a plugin on a hub of its own', () => {
  it('is asked through the federation: the city’s names beside its numbers', async () => {
    expect(await hub.query(READING, CHAOYANG)).toEqual({
      status: 200,
      data: { adminDivision: { name: '朝阳区', aqi_index: 4, aqi_advice: ['walk'] } },
      errors: [],
      extensions: undefined,
      findings: [],
    });
  });

  it('is asked about entities that departments lead to', async () => {
    const { data, errors } = await hub.query(
      '{ adminDivision(code: "220103100") { pilotTown parent { name aqi_index } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ adminDivision: { pilotTown: true, parent: { name: '宽城区', aqi_index: 3 } } });
  });

  it('answers with fixtures where there are some, and with nothing where there is nothing', async () => {
    expect((await hub.query(READING, { code: '220105' })).data).toMatchObject({ adminDivision: { name: '河东' } });
    for (const code of ['220106', '220999']) {
      expect((await hub.query(READING, { code })).data).toEqual({ adminDivision: null });
    }
  });

  it('answers who may see it, and says to others what they lack', async () => {
    const me = '{ me { name vehicles { vin } } }';
    const [mine, again, others] = await Promise.all(
      ['parent', 'parent', 'farmer'].map((as) => hub.query(me, {}, { as })),
    );
    expect(mine?.errors).toEqual([]);
    expect(again?.data).toEqual(mine?.data);
    expect(others?.data).not.toEqual(mine?.data);
    expect((await hub.query(me)).errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }]);
    await expect(hub.query(me, {}, { as: 'parnet' })).rejects.toThrow('Did you mean parent?');
  });

  it('is refused by name and place when the document is wrong', async () => {
    expect((await hub.query('{ adminDivision(code: "220104") { aqi_indx } }')).errors).toMatchObject([
      { message: expect.stringContaining('aqi_indx'), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });
});

describe('the firewall, and what it saw', () => {
  it('takes nothing that was not asked for: not the names of departments’ entities', async () => {
    reference = ({ code }) => ({ code, name: 'forged', __typename: 'AdminDivision' });
    expect((await hub.query(READING, CHAOYANG)).data).toMatchObject({ adminDivision: { name: '朝阳区' } });
  });

  it('says which value is none of its type', async () => {
    index = () => 1.5;
    const { data, errors, findings } = await hub.query(READING, CHAOYANG);
    expect(data).toMatchObject({ adminDivision: { name: '朝阳区', aqi_index: null } });
    expect(errors).toMatchObject([{ path: ['adminDivision', 'aqi_index'] }]);
    expect(JSON.stringify(findings)).toContain('Int cannot represent non-integer value: 1.5');
  });

  it('says what was thrown and where, though callers are told nothing of it', async () => {
    index = () => {
      throw new Error('disk /var/lib/aqi is full');
    };
    const { errors, findings } = await hub.query(READING, CHAOYANG);
    expect(JSON.stringify(errors)).not.toContain('/var/lib');
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'PLUGIN_ERROR',
        message: 'The plugin threw Error: disk /var/lib/aqi is full.',
        fix: expect.stringContaining('test-plugin.test.ts'),
      }),
    );
  });

  it('lets the plugin say what is wrong with the caller’s input', async () => {
    index = () => {
      throw new CityGraphError('NOT_FOUND', 'No sensor is there.');
    };
    const { errors } = await hub.query(READING, CHAOYANG);
    expect(errors).toMatchObject([
      { message: 'The plugin aqi says: No sensor is there.', extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('says when a reply came too late', async () => {
    index = () => sleep(10_000, 1, { ref: false });
    const { data, errors, findings } = await hub.query(READING, CHAOYANG);
    expect(data).toMatchObject({ adminDivision: { name: '朝阳区', aqi_index: null } });
    expect(errors[0]).toMatchObject({ extensions: { code: 'PLUGIN_TIMEOUT' } });
    expect(findings).toMatchObject([{ code: 'PLUGIN_TIMEOUT', fix: expect.stringContaining('Answer sooner') }]);
  });

  it('says when a reply is too long', async () => {
    advice = () => Array.from({ length: 3_000 }, () => 'x'.repeat(1_000));
    const { errors, findings } = await hub.query(READING, CHAOYANG);
    expect(errors[0]).toMatchObject({ extensions: { code: 'PLUGIN_INVALID_REPLY' } });
    expect(findings).toMatchObject([
      { message: expect.stringContaining('longer than'), fix: expect.stringContaining('page') },
    ]);
  });

  it('bears no grudge: after as many failures as open a breaker, the next question is asked', async () => {
    index = () => {
      throw new Error('again');
    };
    for (let times = 0; times < 30; times += 1) await hub.query(READING, CHAOYANG);
    index = null;
    expect((await hub.query(READING, CHAOYANG)).data).toMatchObject({ adminDivision: { aqi_index: 4 } });
  });

  it('is in front of other clients too', async () => {
    const response = await fetch(hub.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer farmer' },
      body: JSON.stringify({ query: '{ me { name } aqi_station { index } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { me: { name: expect.any(String) }, aqi_station: { index: 42 } },
    });
  });
});

describe('what the city would send a plugin', () => {
  const told: unknown[] = [];
  const greeter = aqiPlugin({
    manifest: {
      extends: ['Resident'],
      permissions: {
        data: [
          ...(['Resident.id', 'Resident.name'] as const).map((coordinate) => ({
            class: 'S3' as const,
            coordinate,
            reason: { zh: '问候', en: 'To greet' },
            purpose: 'self-service' as const,
            retentionDays: 1,
          })),
          { class: 'S2', coordinate: 'Tenant.divisionPrefix', reason: { zh: '本镇', en: 'For the town' } },
        ],
        persons: { subject: true, tenant: true },
        egressHosts: [],
      },
    },
    typeDefs: `type Query { aqi_me: String @sensitivity(level: "S1") aqi_ours: String @sensitivity(level: "S1") }
      type Resident @key(fields: "id") { id: ID! name: String @external aqi_greeting: String @requires(fields: "name") @sensitivity(level: "S3") }`,
    resolvers: {
      Query: {
        aqi_me: (_: unknown, __: unknown, { subject }: PluginCaller) => subject,
        aqi_ours: (_: unknown, __: unknown, { tenant }: PluginCaller) => tenant,
      },
      Resident: {
        aqi_greeting(resident: { id: string; name: string }) {
          told.push(resident);
          return `Good morning, ${resident.name}`;
        },
      },
      AdminDivision: {},
    },
    references: {},
  });
  const GREETING = '{ me { id name aqi_greeting } aqi_me }';

  /** Acts for a village: a plugin is told its town at most. */
  const official = { divisionPrefix: '220122103201' };
  const ours = async (hub: PluginUnderTest, as: Asking['as']) => (await hub.query('{ aqi_ours }', {}, { as })).data;

  it('is what was granted, under ids of its own', async () => {
    const own = await testPlugin(greeter, { schema: await smallCity(), fixtures: {} });
    const { data, errors, findings } = await own.query(GREETING, {}, { as: 'parent' });
    expect([await ours(own, official), await ours(own, 'parent'), await ours(own, 'anonymous')]).toEqual([
      { aqi_ours: '220122103' },
      { aqi_ours: null },
      { aqi_ours: null },
    ]);
    await own.close();
    expect({ errors, findings }).toEqual({ errors: [], findings: [] });
    const { me, aqi_me } = data as { me: { id: string; name: string; aqi_greeting: string }; aqi_me: string };
    expect(me.aqi_greeting).toBe(`Good morning, ${me.name}`);
    expect(told).toEqual([{ __typename: 'Resident', id: aqi_me, name: me.name }]);
    expect(aqi_me).not.toBe(me.id);
  });

  it('is nothing before anything was granted', async () => {
    told.length = 0;
    const own = await testPlugin(greeter, { schema: await smallCity(), grants: 'none' });
    const { errors } = await own.query(GREETING, {}, { as: 'parent' });
    expect(await ours(own, official)).toEqual({ aqi_ours: null });
    await own.close();
    expect(told).toEqual([]);
    expect(errors).toContainEqual(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRANT_REQUIRED' }) }),
    );
  });
});

describe('a name outside the namespace', () => {
  const NAMED = AQI_SDL.replace('aqi_index: Int', 'airQuality: Int @sensitivity(level: "S1") aqi_index: Int');
  let folder: string;
  const joined = async (names?: string) => testPlugin(await plugin(names), { schema: await smallCity() });
  const plugin = async (names?: string): Promise<Plugin> => {
    await writeFile(join(folder, 'citygraph.yaml'), JSON.stringify(AQI_MANIFEST));
    if (names !== undefined) await writeFile(join(folder, 'citygraph.names.json'), names);
    const manifest = pathToFileURL(join(folder, 'citygraph.yaml'));
    const references = { AdminDivision: ({ code }: Readonly<Record<string, unknown>>) => ({ code }) };
    const resolvers = { AdminDivision: { airQuality: () => 7 } };
    return definePlugin({ manifest, typeDefs: NAMED, references, resolvers });
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-names-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is refused as long as nobody granted it', async () => {
    await expect(joined()).rejects.toThrow(/NAMESPACE.*airQuality/);
    const others = JSON.stringify({ publisher: 'skylab', names: ['AdminDivision.airQuality'] });
    await expect(joined(others)).rejects.toThrow(/NAMESPACE.*airQuality/);
  });

  it('that citygraph.names.json has joins the city, as it does in check and dev', async () => {
    const names = ['AdminDivision.airQuality'];
    const own = await joined(JSON.stringify({ publisher: 'airlab', names }));
    const { data } = await own.query('{ adminDivision(code: "220104") { airQuality } }');
    await own.close();
    expect(data).toEqual({ adminDivision: { airQuality: 7 } });
  });

  it('is not made up from a file that is broken', async () => {
    await expect(joined('{"names": 1}')).rejects.toThrow(
      /citygraph.names.json is not what citygraph schema fetch writes/,
    );
  });
});

describe('a release that the city serves already', () => {
  it('is what the next one is held against: what it takes away is said', async () => {
    const schema = await cityWith(aqiPlugin());
    const typeDefs = AQI_SDL.replace(/"What to do today."[^"]*"S1"\)/, '');
    const smaller = aqiPlugin({ typeDefs, resolvers: {} });
    await expect(testPlugin(smaller, { schema })).rejects.toThrow(/BREAKING.*aqi_advice/);
  }, 180_000);
});

describe('what cannot join the city', () => {
  it.each([
    ['does not compose', AQI_SDL.replace('code: DivisionCode!', 'code: Int!'), /CHANGED|COMPOSES/],
    ['is no GraphQL', 'type {', /The schema of aqi cannot be read: Syntax Error.*line/],
    ['breaks a rule', AQI_SDL.replace('aqi_index: Int', 'aqi_index: Int!'), /NONNULL/],
  ])('%s: refused with line and rule', async (_, typeDefs, message) => {
    await expect(testPlugin(aqiPlugin({ typeDefs }), { schema: await smallCity() })).rejects.toThrow(message);
  });

  it('names the fixture that is none', async () => {
    await expect(testPlugin(careless, { fixtures: { AdminDivison: {} } })).rejects.toThrow(
      'Did you mean AdminDivision?',
    );
    await expect(testPlugin(careless, { fixtures: { AdminDivision: { '220104': { nam: 'x' } } } })).rejects.toThrow(
      'Did you mean name?',
    );
  });
});
