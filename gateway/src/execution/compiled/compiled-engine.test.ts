import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { CityGraphError } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import type { Planner } from '../../operation/planning/planner.ts';
import { planHere } from '../../testing/plan-here.ts';
import type { Dispatch, EngineOperation, SubgraphReply } from '../engine.ts';
import { createCompiledEngine } from './compiled-engine.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const SUBGRAPHS = [
  { name: 'a', sdl: `${LINK} type Query { t: T n: Int } type T @key(fields: "id") { id: ID! a: Int }` },
  { name: 'b', sdl: `${LINK} type T @key(fields: "id") { id: ID! b: Int list: [Int] }` },
];

function supergraph(): DocumentNode {
  const { supergraphSdl } = composeInThisThread(SUBGRAPHS.map((s) => ({ ...s, url: `http://${s.name}.invalid` })));
  return parse(supergraphSdl ?? '');
}

const operation = (text: string): EngineOperation => {
  const document = parse(text);
  return { document, whole: document, refused: new Set(), isEmpty: false, digest: text, operationName: null };
};

const reply = (data: unknown, bytes = 10): SubgraphReply => ({
  data: data as SubgraphReply['data'],
  errors: [],
  bytes,
  isShared: false,
});

async function ask(text: string, dispatch: Dispatch, options: Parameters<typeof createCompiledEngine>[2] = {}) {
  const { engine } = await createCompiledEngine(supergraph(), undefined, { startPlanner: planHere, ...options });
  const executable = await engine.prepare(operation(text));
  return executable.execute({ variables: {}, coercedVariables: {}, dispatch });
}

const planner = (plan: Planner['plan']) => async (options: Parameters<typeof planHere>[0]) => ({
  ...(await planHere(options)),
  plan,
});

describe('the compiled engine', () => {
  it('says so when no subgraph can answer a field, instead of null', async () => {
    const { data, errors } = await ask('{ n __typename }', async () => reply({}), {
      startPlanner: planner(async () => null),
    });
    expect(data).toEqual({ n: null, __typename: 'Query' });
    expect(errors).toMatchObject([{ path: ['n'], message: 'No subgraph can answer this field.' }]);
  });

  it('remembers what it cannot plan as a failure of its own', async () => {
    const startPlanner = planner(() => Promise.reject(new Error('no path at host-7')));
    const { data, errors } = await ask('{ n }', async () => reply({}), { startPlanner });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ code: 'INTERNAL_ERROR', message: 'The gateway could not plan this query.' }]);
  });

  it('sends no variable that the operation does not declare, though the plan has one of that name', async () => {
    const startPlanner = planner(async () => ({
      kind: 'Fetch',
      serviceName: 'a',
      operationKind: 'query',
      operation: 'query($given: Int, $planned: Int) { n }',
      variableUsages: ['given', 'planned'],
    }));
    const { engine } = await createCompiledEngine(supergraph(), undefined, { startPlanner });
    const executable = await engine.prepare(operation('query($given: Int) { n }'));
    const variables = { given: 1, planned: 2 };
    const sent: string[] = [];
    const dispatch: Dispatch = async (_, { body }) => {
      sent.push(body);
      return reply({ n: 1 });
    };
    await executable.execute({ variables, coercedVariables: variables, dispatch });
    expect(sent.map((body) => (JSON.parse(body) as { variables: unknown }).variables)).toEqual([{ given: 1 }]);
  });

  it('passes on that there is no capacity for planning', async () => {
    const startPlanner = planner(() => Promise.reject(new CityGraphError('OVERLOADED', 'Try again.')));
    await expect(ask('{ n }', async () => reply({}), { startPlanner })).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('asks nobody for what takes more requests than it may, and says how many', async () => {
    const asked: string[] = [];
    const dispatch: Dispatch = async (subgraph) => {
      asked.push(subgraph);
      return reply(null);
    };
    const { data, errors } = await ask('{ t { a b } }', dispatch, { maxFetches: 1 });
    expect([data, asked]).toEqual([null, []]);
    expect(errors).toMatchObject([
      {
        code: 'QUERY_TOO_EXPENSIVE',
        message: 'The query takes 2 requests to departments and plugins; 1 are the most. Ask for less at once.',
      },
    ]);
    await ask('{ t { a b } }', dispatch, { maxFetches: 2 });
    expect(asked).toEqual(['a']);
  });

  it('takes in no more bytes for one request than it may', async () => {
    const allowed: number[] = [];
    await ask(
      '{ t { a b } }',
      async (subgraph, { maxBytes }) => {
        allowed.push(maxBytes);
        return reply(subgraph === 'a' ? { t: { __typename: 'T', id: '1', a: 1 } } : { _entities: [{ b: 2 }] }, 600);
      },
      { maxBytes: 1_000 },
    );
    expect(allowed).toEqual([1_000, 400]);
  });

  it.each([
    ['another number of entities', { _entities: [] }],
    ['no list of entities', { _entities: { b: 2 } }],
    ['an entity that is no object', { _entities: [7] }],
    ['nothing at all', null],
    ['nothing under the name', {}],
  ])('serves what other subgraphs said when one gives %s', async (_, lie) => {
    const { data, errors } = await ask('{ t { a b } }', async (subgraph) =>
      reply(subgraph === 'a' ? { t: { __typename: 'T', id: '1', a: 1 } } : lie),
    );
    expect(data).toEqual({ t: { a: 1, b: null } });
    expect(errors).toMatchObject([{ path: ['t', 'b'], code: 'INTERNAL_ERROR' }]);
  });

  it('does not let a subgraph reach the prototype of objects', async () => {
    const hostile = JSON.parse('{"_entities":[{"b":2,"__proto__":{"polluted":true},"constructor":{"x":1}}]}') as object;
    const { data } = await ask('{ t { b } }', async (subgraph) =>
      reply(subgraph === 'a' ? JSON.parse('{"t":{"__typename":"T","id":"1","__proto__":{"b":9}}}') : hostile),
    );
    expect(data).toEqual({ t: { b: 2 } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
