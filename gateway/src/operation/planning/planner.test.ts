import { composeInThisThread } from '@citygraph/composition/in-this-thread';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Planner, startPlanner } from './planner.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';

function supergraph(): string {
  const { supergraphSdl } = composeInThisThread([
    {
      name: 'a',
      url: 'http://a.invalid',
      sdl: `${LINK} type Query { n(x: Int): Int t: T } type T @key(fields: "id") { id: ID! v: Int }`,
    },
    {
      name: 'b',
      url: 'http://b.invalid',
      sdl: `${LINK} type T @key(fields: "id") { id: ID! v: Int @override(from: "a", label: "percent(5)") }`,
    },
  ]);
  return supergraphSdl ?? '';
}

let planner: Planner | null = null;
afterEach(() => planner?.close());

const start = async (options: Partial<Parameters<typeof startPlanner>[0]> = {}) => {
  planner = await startPlanner({ supergraph: supergraph(), adoptsScalars: false, ...options });
  return planner;
};

describe('a planner', () => {
  it('plans and validates in its thread, and tells the schema that clients see', async () => {
    const { plan, validate, apiSchema } = await start();
    expect(await plan('{n}', null)).toMatchObject({ kind: 'Fetch', serviceName: 'a' });
    expect(await validate('{ m }', 5)).toMatchObject([
      { message: expect.stringContaining('"m"'), locations: [{ line: 1 }] },
    ]);
    expect(await validate('{ n }', 5)).toEqual([]);
    expect(apiSchema).toContain('type Query');
    expect(apiSchema).not.toContain('join__');
  });

  it('plans for the labels that are on', async () => {
    const { plan, labels } = await start();
    expect(labels).toEqual(['percent(5)']);
    expect(JSON.stringify(await plan('{t{v}}', null))).not.toContain('"b"');
    expect(JSON.stringify(await plan('{t{v}}', null, ['percent(5)']))).toContain('"b"');
  });

  it('answers many at once, each with its own plan', async () => {
    const { plan } = await start();
    const plans = await Promise.all(Array.from({ length: 50 }, (_, x) => plan(`{n(x:${x})}`, null)));
    expect(plans.map((node) => /x:(\d+)/.exec(JSON.stringify(node))?.[1])).toEqual(plans.map((_, x) => String(x)));
  });

  it('ends a thread that takes too long, and goes on with another one', async () => {
    const { plan } = await start({ deadlineMs: 0 });
    await expect(plan('{n}', null)).rejects.toMatchObject({ code: 'QUERY_TOO_EXPENSIVE' });
    await expect(plan('{n}', null)).rejects.toMatchObject({ code: 'QUERY_TOO_EXPENSIVE' });
  });

  it('refuses what it cannot keep waiting', async () => {
    const { plan } = await start({ queue: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => plan('{n}', null)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'OVERLOADED' } });
  });

  it('serves in turn whoever asks, and keeps a quarter of the room for each at most', async () => {
    const { plan } = await start({ queue: 40 });
    const done: string[] = [];
    const asked = Array.from({ length: 30 }, (_, x) =>
      plan(`{n(x:${x})}`, null, [], 'flood').then(() => done.push('flood')),
    );
    asked.push(plan('{n}', null, [], 'other').then(() => done.push('other')));
    const outcomes = await Promise.allSettled(asked);
    expect(done.indexOf('other')).toBeLessThan(3);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(19);
  });

  it('says what is wrong with a supergraph', async () => {
    await expect(startPlanner({ supergraph: 'type Query { a: Int }', adoptsScalars: false })).rejects.toThrow(
      /supergraph|core|link/i,
    );
  });

  it('refuses what is still waiting when it is closed', async () => {
    const { plan, close } = await start();
    const outcomes = Promise.allSettled([plan('{n}', null), plan('{n}', null)]);
    await close();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'OVERLOADED' } });
  });
});
