import { compose } from '@citygraph/composition';
import { departmentSchemaHead, generateHopSecret, generateSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CanaryOptions, createCanary } from './supergraph/delivery/canary.ts';
import { type FixtureSubgraph, serveSubgraph } from './testing/serve-subgraph.ts';
import { HOP_MASTER } from './testing/test-delivery.ts';
import { hubOnThisMachine } from './transport/vendor/hub-addresses.ts';

const hop = { keyId: 'town-1', secret: generateHopSecret() };
let town: FixtureSubgraph;
let hopKey: Awaited<ReturnType<typeof generateSigningKey>>;
const sdl = (fields: string) => `${departmentSchemaHead()} type Query { ${fields} }`;

beforeAll(async () => {
  hopKey = await generateSigningKey();
  town = await serveSubgraph({
    name: 'town',
    sdl: sdl(['name', 'broken', 'silent'].map((field) => `${field}: String @sensitivity(level: "S1")`).join(' ')),
    resolvers: {
      Query: {
        name: () => 'Changchun',
        broken() {
          throw new Error('It is broken.');
        },
        silent: () => new Promise(() => {}),
      },
    },
    verify: { audience: 'town', keys: () => [hopKey.publicJwk], secrets: () => [hop] },
  });
});
afterAll(() => town.close());

const artefactOf = async (fields: string) => {
  const subgraphs = [{ name: 'town', url: 'http://town.internal/graphql', sdl: sdl(fields) }];
  const { supergraphSdl } = await compose({ subgraphs, deadlineMs: 30_000 });
  return {
    supergraphSdl: supergraphSdl ?? '',
    subgraphs: { town: { tier: 'department' as const, release: 'd'.repeat(64) } },
  };
};
const NAME = 'name: String @sensitivity(level: "S1")';
const ask = (name: string) => ({ name, document: `{ ${name} }` });

type Limits = Pick<CanaryOptions, 'deadlineMs' | 'memoryMb'>;

describe('a canary', () => {
  const reaching = (limits: Limits = {}) =>
    createCanary({
      hopMaster: HOP_MASTER,
      reach: { routes: { town: { url: town.url, tier: 'department', hop } }, hopKey },
      vendors: { loopback: [], hub: () => hubOnThisMachine([1]) },
      ...limits,
    });
  const planning = (limits: Limits = {}) => createCanary({ hopMaster: HOP_MASTER, reach: null, ...limits });

  it('finds nothing wrong with a graph that answers', async () => {
    expect(await reaching()(await artefactOf(NAME), [ask('name')])).toEqual([]);
  });

  it('names the question that is answered with an error', async () => {
    const graph = await artefactOf(`${NAME} broken: String @sensitivity(level: "S1")`);
    expect(await reaching()(graph, [ask('name'), ask('broken')])).toMatchObject([{ query: 'broken' }]);
  });

  it('where departments cannot be reached finds what cannot be planned any more', async () => {
    const graph = await artefactOf(NAME);
    expect(await planning()(graph, [ask('name')])).toEqual([]);
    expect(await planning()(graph, [ask('broken')])).toMatchObject([{ message: expect.stringContaining('broken') }]);
  });

  it.each([
    ['is none', 'type Query { name: String }'],
    ['is no GraphQL', 'type {'],
  ])('says why a graph that %s does not boot', async (_, supergraphSdl) => {
    const found = await planning()({ ...(await artefactOf(NAME)), supergraphSdl }, []);
    expect(found).toMatchObject([{ query: null, message: expect.any(String) }]);
  });

  it('does not let pass what gateways cannot read', async () => {
    const graph = await artefactOf(NAME);
    const subgraphs = { town: { tier: 'department' as const, release: 'd'.repeat(201) } };
    expect(await planning()({ ...graph, subgraphs }, [])).toMatchObject([
      { query: null, message: expect.stringMatching(/^it has subgraphs\.town\.release that cannot be read/) },
    ]);
  });

  it('does not let a field without a label pass', async () => {
    const graph = await artefactOf(`${NAME} bare: String`);
    expect(await planning()(graph, [])).toEqual([{ query: null, message: 'Query.bare carries no label.' }]);
  });

  it('leaves the thread that asked free for others while it tries a graph', async () => {
    const graph = await artefactOf(
      Array.from({ length: 1_500 }, (_, index) => `f${index}: String @sensitivity(level: "S1")`).join(' '),
    );
    const sum = ({ user, system }: NodeJS.CpuUsage) => user + system;
    const [here, all] = [process.threadCpuUsage(), process.cpuUsage()];
    expect(await planning()(graph, [])).toEqual([]);
    // Of the processor's time, however busy the machine is: what is done in this thread would be nearly all of it.
    expect(sum(process.threadCpuUsage(here)) / sum(process.cpuUsage(all))).toBeLessThan(0.25);
  });

  it('that never ends is ended, as a fault of the graph, and the next one is tried', async () => {
    const graph = await artefactOf(`${NAME} silent: String @sensitivity(level: "S1")`);
    const canary = reaching({ deadlineMs: 4_000 });
    const ended = [{ query: null, message: 'Trying the graph took longer than 4000 ms.' }];
    expect(await canary(graph, [ask('silent')])).toEqual(ended);
    expect(await reaching()(graph, [ask('name')])).toEqual([]);
  });

  it('that takes more memory than it may is ended, and nothing else with it', async () => {
    const found = await planning({ memoryMb: 8 })(await artefactOf(NAME), []);
    expect(found).toEqual([{ query: null, message: 'Trying the graph took more than 8 MiB.' }]);
  });
});
