import { compose } from '@citygraph/composition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGateway, type Gateway } from './create-gateway.ts';
import type { SupergraphSource } from './gateway-options.ts';
import { standAloneSource } from './supergraph/graphs.ts';
import { listen } from './testing/listen.ts';
import { type FixtureSubgraph, serveSubgraph } from './testing/serve-subgraph.ts';

/** Two versions of a graph: each names itself, and each has a field of its own. */
const versions = ['one', 'two'] as const;
const subgraphs: FixtureSubgraph[] = [];
const sources: SupergraphSource[] = [];
let gateway: Gateway;
let server: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  for (const version of versions) {
    const told = {
      told: () => version,
      [version]: () => version,
      slow: () => new Promise((resolve) => setTimeout(() => resolve(version), 300)),
    };
    const subgraph = await serveSubgraph({
      name: 'only',
      sdl: `type Query { told: String ${version}: String slow: String }`,
      resolvers: { Query: told },
    });
    subgraphs.push(subgraph);
    const { supergraphSdl } = await compose({ subgraphs: [subgraph], deadlineMs: 20_000 });
    sources.push(standAloneSource(supergraphSdl ?? ''));
  }
  gateway = await createGateway({ supergraph: sources[0] as SupergraphSource });
  server = await listen((req, res) => void gateway.handle(req, res));
});
afterAll(async () => {
  await server.close();
  await gateway.close();
  for (const subgraph of subgraphs) await subgraph.close();
});

async function ask(query: string) {
  const response = await fetch(`${server.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    ...((await response.json()) as { data?: Record<string, unknown>; errors?: object[] }),
  };
}

const source = (index: number) => sources[index % 2] as SupergraphSource;
const digest = async () => ((await (await fetch(`${server.origin}/readyz`)).json()) as { graph: string }).graph;

describe('a graph that is replaced', () => {
  it('serves new requests at once, and lets those under way end on the old one', async () => {
    await gateway.replace(source(0));
    const before = await digest();
    const slow = ask('{ slow }');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await gateway.replace(source(1));
    expect((await ask('{ two }')).data).toEqual({ two: 'two' });
    expect((await ask('{ one }')).errors).toHaveLength(1);
    expect(await slow).toMatchObject({ status: 200, data: { slow: 'one' } });
    expect(await digest()).not.toBe(before);
  });

  it('fails no request and mixes no answer, swapped ten times under load', async () => {
    await gateway.replace(source(0));
    let isOver = false;
    let asked = 0;
    const answers = new Set<string>();
    const caller = async () => {
      while (!isOver) {
        const { status, data, errors } = await ask(`{ told again: told q${asked % 7}: told }`);
        asked += 1;
        expect([status, errors]).toEqual([200, undefined]);
        const values = new Set(Object.values(data ?? {}));
        expect(values.size).toBe(1);
        for (const value of values) answers.add(String(value));
        // Threads are started meanwhile, on the same processors.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const callers = [caller(), caller(), caller(), caller()];
    for (let swap = 1; swap <= 10; swap += 1) await gateway.replace(source(swap));
    isOver = true;
    await Promise.all(callers);
    expect(asked).toBeGreaterThan(50);
    expect([...answers].sort()).toEqual(['one', 'two']);
    // Ten threads are started while others work.
  }, 90_000);

  it('goes on when the new one cannot be served', async () => {
    await gateway.replace(source(0));
    await expect(gateway.replace({ sdl: 'type Query { a: Int }', subgraphs: {} })).rejects.toThrow(/no supergraph/);
    await expect(gateway.replace({ ...source(1), subgraphs: {} })).rejects.toThrow(/no address is given/);
    expect((await ask('{ one }')).data).toEqual({ one: 'one' });
    expect(await gateway.metrics()).toMatch(/citygraph_graph_swaps_total\{outcome="refused"\} 2/);
  });

  it('has planned before it serves what was asked for most', async () => {
    await gateway.replace(source(0));
    await ask('{ warm: told }');
    await gateway.replace(source(1));
    const misses = async () => Number(/cache_total\{outcome="miss"\} (\d+)/.exec(await gateway.metrics())?.[1]);
    const before = await misses();
    await ask('{ warm: told }');
    expect(await misses()).toBe(before);
  });
});
