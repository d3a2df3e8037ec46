import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Compose, composeGraph } from './compose-graph.ts';
import type { LeftOut } from './composition.entity.ts';
import { compositionKey, type GraphPart } from './graph-part.ts';

const department: GraphPart = {
  name: 'energy',
  id: 'energy',
  subgraph: { tier: 'department', release: 'e' },
  since: new Date(0),
};
const plugin = (index: number): GraphPart => ({
  name: `p${index}`,
  id: `p${index}`,
  subgraph: {
    tier: 'vendor',
    release: `r${index}`,
    version: '1.0.0',
    url: 'https://p.example/',
    hopKeyId: 'k',
    limits: {},
    persons: {},
  },
  since: new Date(index),
});

/** Composes whatever holds none of `bad`, and not both of a pair of rivals; counts how often it was asked. */
function composerOf(bad: ReadonlySet<string>, rivals: readonly (readonly [string, string])[] = []) {
  const asked = { times: 0 };
  const compose: Compose = async ({ subgraphs }) => {
    asked.times += 1;
    const names = new Set(subgraphs.map(({ name }) => name));
    const isWrong =
      [...bad].some((name) => names.has(name)) || rivals.some((pair) => pair.every((name) => names.has(name)));
    const errors = isWrong
      ? [{ code: 'X', message: 'It does not fit.', coordinate: null, composer: 'hub' as const }]
      : [];
    return { supergraphSdl: isWrong ? null : [...names].sort().join(), hints: [], errors };
  };
  return { compose, asked };
}

describe('composing a graph', () => {
  const run = (parts: readonly GraphPart[], compose: Compose) =>
    composeGraph({ parts, sdlOf: ({ name }) => name, compose, deadlineMs: 1_000 });

  it('leaves out exactly those that fit in no way, with few compositions, and serves all others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.uniqueArray(fc.nat(39), { maxLength: 4 }),
        async (count, wrong) => {
          const plugins = Array.from({ length: count }, (_, index) => plugin(index));
          const bad = new Set(wrong.filter((index) => index < count).map((index) => `p${index}`));
          const { compose, asked } = composerOf(bad);
          const { supergraphSdl, included, leftOut } = await run([department, ...plugins], compose);
          expect(new Set(leftOut.map(({ plugin: name }) => name))).toEqual(bad);
          const names = included.map(({ name }) => name).sort();
          expect(supergraphSdl).toBe(names.join());
          expect(names).toHaveLength(count + 1 - bad.size);
          expect(asked.times).toBeLessThanOrEqual(2 + 2 * bad.size * (Math.ceil(Math.log2(count)) + 1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of two that cannot both be, keeps who came first, in whatever order they are given', async () => {
    const plugins = [plugin(3), plugin(1), plugin(2)];
    const { compose } = composerOf(new Set(), [['p1', 'p3']]);
    for (const parts of [plugins, plugins.toReversed()]) {
      const { leftOut } = await run([department, ...parts], compose);
      expect(leftOut.map(({ plugin: name }) => name)).toEqual(['p3']);
    }
  });

  it('makes nothing where the first-party part alone does not compose', async () => {
    const { compose } = composerOf(new Set(['energy']));
    const graph = await run([department, plugin(1)], compose);
    expect(graph).toMatchObject({ supergraphSdl: null, included: [], leftOut: [], findings: [{ code: 'X' }] });
  });

  it('has one name for the same releases in any order, and another for any other', () => {
    const key = compositionKey([department, plugin(1), plugin(2)]);
    expect(compositionKey([plugin(2), department, plugin(1)])).toBe(key);
    expect(compositionKey([department, plugin(1)])).not.toBe(key);
    const moved = { ...plugin(2), subgraph: { ...plugin(2).subgraph, hopKeyId: 'k2' } } as GraphPart;
    expect(compositionKey([department, plugin(1), moved])).not.toBe(key);
  });

  it('leaves nobody out whom it did not find in time, says among whom it was, and goes on from there', async () => {
    const plugins = Array.from({ length: 32 }, (_, index) => plugin(index));
    const { compose, asked } = composerOf(new Set(['p4', 'p20', 'p30']));
    const search = (without: readonly LeftOut[]) => {
      const began = asked.times;
      const elapsed = () => (asked.times - began) * 1_000;
      return composeGraph({
        parts: [department, ...plugins],
        sdlOf: ({ name }) => name,
        compose,
        deadlineMs: 1_000,
        mostMs: 12_000,
        without,
        elapsed,
      });
    };
    const first = await search([]);
    expect(first).toMatchObject({
      supergraphSdl: null,
      leftOut: [{ plugin: 'p4' }],
      findings: [{ code: 'UNDECIDED', message: expect.stringContaining('within 12 s: it is among p') }],
    });
    expect(asked.times).toBeLessThanOrEqual(13);
    const second = await search(first.leftOut);
    expect(second.leftOut.map(({ plugin: name }) => name)).toEqual(['p4', 'p20', 'p30']);
    const third = await search(second.leftOut);
    expect(third.included).toHaveLength(30);
  });
});

describe('composing an owner and who took its names up', () => {
  const documents: Readonly<Record<string, string>> = {
    p1: 'enum AirGrade { GOOD }',
    p2: 'enum AirGrade { GOOD BAD }',
  };
  const copier: GraphPart = { ...plugin(1), publisher: 'rival', namespace: 'iov' };
  const owner: GraphPart = { ...plugin(2), publisher: 'air-lab', namespace: 'air' };
  const sdlOf = ({ name }: GraphPart): string => documents[name] ?? name;

  it('leaves out the copier, though it was there earlier', async () => {
    const { compose } = composerOf(new Set(), [['p1', 'p2']]);
    const { leftOut } = await composeGraph({ parts: [department, copier, owner], sdlOf, compose, deadlineMs: 1_000 });
    expect(leftOut.map(({ plugin: name }) => name)).toEqual(['p1']);
  });

  it('leaves out the copier of a sandbox that it was in, when the owner comes', async () => {
    const { compose } = composerOf(new Set(), [['p1', 'p2']]);
    const before = {
      included: { energy: 'e', p1: 'r1' },
      leftOut: [],
      at: new Date(0),
      supergraphSdl: async () => 'energy,p1',
    };
    const { leftOut, included } = await composeGraph({
      parts: [department, copier, owner],
      sdlOf,
      compose,
      deadlineMs: 1_000,
      sparing: { before, now: new Date(1) },
    });
    expect(leftOut).toMatchObject([{ plugin: 'p1', against: { p2: 'r2' } }]);
    expect(included.map(({ name }) => name)).toEqual(['energy', 'p2']);
  });
});
