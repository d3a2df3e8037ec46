import { createServer, type Server } from 'node:http';
import { departmentSchemaHead } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHealthCounters } from './telemetry/plugin-health.ts';
import { createUsageCounters } from './telemetry/usage.ts';
import { type Asked, openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const S1 = '@sensitivity(level: "S1")';

/** Honest, and of the usual makes: what it cannot read is 400 with an error, what is too long 413, and what breaks it 500. */
const AIR = `${departmentSchemaHead()}
  type Query {
    air_day(d: AirDay): Int ${S1}
    air_rows(n: Int): [AirRow!] @listSize(slicingArguments: ["n"]) ${S1}
    air_echo(text: String): String ${S1}
    air_pick: AirRow ${S1}
    air_breaks: Int ${S1}
  }
  scalar AirDay
  type AirRow { plate: String! ${S1} label: String ${S1} }`;
/** It leads to many places, of which another says something. */
const LIST = `${departmentSchemaHead()}
  type Query { list_places: [Place!] ${S1} }
  type Place @key(fields: "id") { id: ID! list_n: Int ${S1} }`;
const RIVAL = `${departmentSchemaHead()}
  type Query { rival_x: Int ${S1} }
  type RivalInfo { index: Int! ${S1} }
  type Place @key(fields: "id") { id: ID! rival: RivalInfo ${S1} }`;

interface Body {
  readonly query: string;
  readonly variables?: { readonly d?: string; readonly text?: string; readonly representations?: readonly unknown[] };
}

let vendor: Server;
let city: SmallCity;
let release = 0;
const health = createHealthCounters();

/** The honest answer to one of the documents below. */
function answer({ query, variables = {} }: Body): [number, object] {
  if (variables.d !== undefined && !/^\d{4}-/.test(variables.d)) return [400, { errors: [{ message: 'd is no day' }] }];
  if (query.includes('air_breaks')) return [500, {}];
  const names = [...query.matchAll(/(?:(\w+):)?(air_\w+|rival_x)/g)].map(([, alias, field = '']) => [
    alias ?? field,
    field,
  ]);
  const rows = Number(/n:(\d+)/.exec(query)?.[1] ?? 0);
  const values: Record<string, unknown> = {
    air_day: 7,
    air_rows: Array.from({ length: rows }, (_, row) => ({ plate: `A${row}`, label: 'x'.repeat(40) })),
    air_echo: variables.text,
    rival_x: 1,
  };
  if (variables.representations) {
    return [200, { data: { _entities: variables.representations.map(() => ({ rival: { index: 'wrong' } })) } }];
  }
  if (query.includes('air_pick')) {
    const wanted = /air_pick\{([^}]*)\}/.exec(query)?.[1] ?? '';
    const picked = wanted.split(' ').map((one) => [one.split(':')[0], 'A1']);
    return [200, { data: { air_pick: Object.fromEntries(picked) } }];
  }
  return [200, { data: Object.fromEntries(names.map(([name = '', field = '']) => [name, values[field]])) }];
}

beforeAll(async () => {
  vendor = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [status, said] = body.length > 90_000 ? [413, {}] : answer(JSON.parse(body.toString()) as Body);
    res.writeHead(status, { 'content-type': 'application/graphql-response+json' }).end(JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => vendor.once('listening', resolve));
  const at = vendor.address();
  const authority = `127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
  const url = `http://${authority}/graphql`;
  const places = Array.from({ length: 12 }, (_, number) => ({ id: `plc_${number}` }));
  const loopback = [authority];
  city = await openSmallCity({
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET, bundle: signedBundle() },
      sealing: SEALING,
      vendors: { loopback },
      limits: { bodyBytes: 200_000 },
      reports: { health, usage: createUsageCounters() },
    },
    vendors: [
      {
        name: 'list',
        sdl: LIST,
        resolvers: {
          Query: { list_places: () => places },
          Place: { __resolveReference: (one: unknown) => one },
        } as never,
      },
    ],
    elsewhere: [
      { name: 'air', sdl: AIR, url, release: () => `air ${release}` },
      { name: 'rival', sdl: RIVAL, url, release: () => `rival ${release}` },
    ],
  });
  loopback.push(...city.vendors.map((one) => new URL(one.url).host));
});
beforeEach(() => {
  release += 1;
  health.take();
});
afterAll(async () => {
  await city.close();
  vendor.close();
});

const codes = ({ errors }: Asked) => errors.map(({ extensions }) => extensions.code);
const failures = () => health.take().map(({ failures: all }) => all);

/** So often that it would be enough to open any breaker. */
async function again(ask: (number: number) => Promise<Asked>): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let number = 0; number < 12; number += 1) asked.push(await ask(number));
  return asked;
}

const isWell = async () => expect((await city.ask('{ air_day }', { as: PARENT })).data).toEqual({ air_day: 7 });

describe('a plugin is at fault neither for', () => {
  it.each(['constructor', 'prototype', 'toString'])('names that a client gives its fields, as %s', async (name) => {
    const { data, errors } = await city.ask(`{ air_pick { ${name}: plate label } }`);
    expect({ data, errors }).toEqual({ data: { air_pick: { [name]: 'A1', label: 'A1' } }, errors: [] });
    expect(failures()).toEqual([{}]);
  });

  it('a scalar of its own that it cannot read', async () => {
    const query = 'query($d: AirDay) { air_day(d: $d) }';
    const asked = await again((number) => city.ask(query, { variables: { d: `nonsense ${number}` } }));
    expect(new Set(asked.flatMap(codes))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(asked[0]?.errors[0]?.message).toContain('air');
    expect(failures()).toEqual([]);
    await isWell();
  });

  it('a request that is longer than it takes', async () => {
    const query = 'query($text: String) { air_echo(text: $text) }';
    const asked = await again((number) => city.ask(query, { variables: { text: `${number}${'x'.repeat(95_000)}` } }));
    expect(new Set(asked.flatMap(codes))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(failures()).toEqual([]);
    await isWell();
  });

  it('a long text that it repeats', async () => {
    const query = 'query($text: String) { air_echo(text: $text) }';
    const asked = await again((number) => city.ask(query, { variables: { text: `${number}${'x'.repeat(70_000)}` } }));
    expect(new Set(asked.flatMap(codes))).toEqual(new Set(['PLUGIN_INVALID_REPLY']));
    expect(failures()).toEqual([]);
    await isWell();
  });

  it('more than fits into a reply, when it was asked for that', async () => {
    const rows = Array.from({ length: 29 }, (_, number) => `r${number}: air_rows(n: 1000) { plate label }`);
    const asked = await again((number) => city.ask(`{ s${number}: air_day ${rows.join(' ')} }`));
    expect(new Set(asked.flatMap(codes))).toEqual(new Set(['PLUGIN_INVALID_REPLY']));
    expect(failures()).toEqual([]);
    await isWell();
  });

  it('more than once for one reply, however many places of it are wrong', async () => {
    expect(codes(await city.ask('{ list_places { rival { index } } }'))).toEqual(['PLUGIN_INVALID_REPLY']);
    expect((await city.ask('{ rival_x }', { as: PARENT })).data).toEqual({ rival_x: 1 });
    expect(health.take().find(({ plugin }) => plugin === 'rival')).toMatchObject({
      calls: 2,
      failures: { PLUGIN_INVALID_REPLY: 1 },
    });
  });

  it('more than twice for what one caller runs into', async () => {
    const asked = await again((number) => city.ask(`{ b${number}: air_breaks }`));
    expect(new Set(asked.flatMap(codes))).toEqual(new Set(['PLUGIN_UNAVAILABLE']));
    await isWell();
    expect(health.take()).toMatchObject([{ calls: 3, failures: { PLUGIN_UNAVAILABLE: 2 } }]);
  });
});
