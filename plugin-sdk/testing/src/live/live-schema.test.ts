import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { bundledCitySchema } from '../city/read-city-schema.ts';
import { liveSchema } from './live-schema.ts';
import { lookUps } from './look-ups.ts';

interface Asked {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly purpose: unknown;
  readonly token: unknown;
}

const { subgraphs } = bundledCitySchema();
const asked: Asked[] = [];
let server: Server;
let endpoint: string;
let answer: (query: string) => unknown;
let tokens = 0;

beforeAll(async () => {
  server = createServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    const { query, variables } = JSON.parse(text);
    asked.push({ query, variables, purpose: req.headers['citygraph-purpose'], token: req.headers.authorization });
    const said = answer(query);
    res
      .writeHead(200, { 'content-type': 'application/json' })
      .end(typeof said === 'string' ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
beforeEach(() => void asked.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(source: string, variableValues: Record<string, unknown> = {}) {
  const sdl = subgraphs.find(({ name }) => name === 'government')?.sdl ?? '';
  const token = async () => `token ${++tokens}`;
  const schema = liveSchema(sdl, lookUps(subgraphs), { endpoint, token });
  const contextValue = { viewer: { ...ANONYMOUS_VIEWER, purpose: 'city-management' as const } };
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)),
    errors: errors?.map(({ message, path, extensions: { code } }) => ({ message, path, code })),
  };
}

const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on AdminDivision { name parent { name } } ... on CityEvent { status } } }`;

describe('a department that is somewhere else', () => {
  it('answers references in their order, asked for together, with a fresh token and the caller’s purpose', async () => {
    answer = () => ({
      data: {
        entities_0: { __typename: 'AdminDivision', name: 'one', parent: { name: 'city' } },
        entities_1: null,
        entities_2: { __typename: 'AdminDivision', name: 'two', parent: null },
      },
    });
    const r = ['220102', '220199', '220103'].map((code) => ({ __typename: 'AdminDivision', code }));
    expect(await ask(ENTITIES, { r })).toEqual({
      data: { _entities: [{ name: 'one', parent: { name: 'city' } }, null, { name: 'two', parent: null }] },
    });
    expect(asked).toMatchObject([{ purpose: 'city-management', token: `Bearer token ${tokens}` }]);
  });

  it('says which references no client can ask for, and answers the others', async () => {
    answer = () => ({ data: { entities_1: { __typename: 'AdminDivision', name: 'one', parent: null } } });
    const r = [
      { __typename: 'CityEvent', id: 'evt_1' },
      { __typename: 'AdminDivision', code: '220102' },
    ];
    const { data, errors } = await ask(ENTITIES, { r });
    expect(data).toEqual({ _entities: [null, { name: 'one', parent: null }] });
    expect(errors).toEqual([
      { message: expect.stringContaining('CityEvent cannot be asked live'), path: ['_entities', 0], code: 'NOT_FOUND' },
    ]);
  });

  it('keeps an error where the live hub found it', async () => {
    answer = () => ({
      data: { adminDivision: { name: 'one', parent: null } },
      errors: [{ message: 'Not today.', path: ['adminDivision', 'parent'], extensions: { code: 'OVERLOADED' } }],
    });
    expect(await ask('{ adminDivision(code: "220102") { name parent { name } } }')).toEqual({
      data: { adminDivision: { name: 'one', parent: null } },
      errors: [{ message: 'Not today.', path: ['adminDivision', 'parent'], code: 'OVERLOADED' }],
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '<html>', /answered 200 with no JSON/],
    ['another shape', { data: [] }, /another shape/],
    [
      'that the document is wrong',
      { errors: [{ message: 'Cannot query field.' }] },
      /The live hub says: Cannot query field/,
    ],
    [
      'an error that leads into a prototype',
      { data: { adminDivision: null }, errors: [{ message: 'x', path: ['__proto__', 'polluted'] }] },
      /^$/,
    ],
  ])('that answers %s is said so', async (_, said, message) => {
    answer = () => said;
    const { errors } = await ask('{ adminDivision(code: "220102") { name } }');
    expect(errors?.[0]?.message ?? '').toMatch(message);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is asked nothing that would change it', async () => {
    answer = () => ({ data: {} });
    const { errors } = await ask('mutation { answerSupervisionAlert(alertId: "a", answer: "b") { id } }');
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(asked).toEqual([]);
  });
});
