import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Compose, type ComposedGraph, composeGraph, mostCompositions } from './compose-graph.ts';
import type { GraphBefore } from './graph-before.ts';
import { type GraphPart, isPlugin, releasesOf } from './graph-part.ts';

const now = new Date('2026-11-30T12:00:00Z');
const department = (release = 'e'): GraphPart => ({
  name: 'energy',
  id: release,
  subgraph: { tier: 'department', release },
  since: new Date(0),
});
let since = 0;
/** Its document says which names it takes. */
const plugin = (name: string, publisher: string, takes: readonly string[] = [], release = `${name}/1`): GraphPart => {
  documents.set(release, takes);
  const limits = { version: '1.0.0', url: 'https://p.example/', hopKeyId: 'k', limits: {}, persons: {} };
  since += 1;
  return { name, id: release, subgraph: { tier: 'vendor', release, ...limits }, since: new Date(since), publisher };
};
const documents = new Map<string, readonly string[]>();
const honest = (count: number): GraphPart[] => Array.from({ length: count }, (_, n) => plugin(`h${n}`, `of-h${n}`));
/** All of one publisher, and all take one name. */
const rivals = (count: number, name = 'r'): GraphPart[] =>
  Array.from({ length: count }, (_, n) => plugin(`${name}${n}`, `of-${name}`, [name]));

/** A sandbox that is composed again and again. Nobody has a name that somebody else has. */
function sandbox() {
  let before: GraphBefore | null = null;
  let asked = 0;
  const compose: Compose = async ({ subgraphs }) => {
    asked += 1;
    const takers = new Map<string, string>();
    for (const { name, sdl } of subgraphs) {
      for (const taken of documents.get(sdl) ?? []) {
        const other = takers.get(taken);
        takers.set(taken, name);
        if (other === undefined) continue;
        const message = `Both "${other}" and "${name}" have ${taken}.`;
        return {
          supergraphSdl: null,
          hints: [],
          errors: [{ code: 'X', message, coordinate: null, composer: 'apollo' }],
        };
      }
    }
    return { supergraphSdl: subgraphs.map(({ name }) => name).join(), hints: [], errors: [] };
  };
  return async (parts: readonly GraphPart[], at = now): Promise<ComposedGraph & { readonly asked: number }> => {
    asked = 0;
    const sparing = { before, now: at };
    const graph = await composeGraph({ parts, sdlOf: ({ id }) => id, compose, deadlineMs: 1, sparing });
    const { supergraphSdl, included, leftOut } = graph;
    before = { included: releasesOf(included), leftOut, at, supergraphSdl: async () => supergraphSdl };
    expect(supergraphSdl ?? '').toBe(
      included
        .map(({ name }) => name)
        .sort()
        .join(),
    );
    expect(asked).toBeLessThanOrEqual(mostCompositions(parts.filter(isPlugin).length));
    return { ...graph, asked };
  };
}

const namesOf = (parts: readonly GraphPart[]): string[] => parts.map(({ name }) => name).sort();
const waiting = ({ leftOut }: ComposedGraph): number => leftOut.filter(({ waits }) => waits).length;

describe('composing a sandbox sparingly', () => {
  it('takes whoever is new with one composition, however many were left out before', async () => {
    const compose = sandbox();
    const parts = [department(), ...honest(50), ...rivals(25)];
    let graph = await compose(parts);
    expect(namesOf(graph.included)).toEqual(namesOf(parts.slice(0, 52)));
    for (let turns = 0; waiting(graph) > 0; turns += 1) {
      expect(turns).toBeLessThan(25);
      graph = await compose(parts);
      expect(graph.asked).toBeLessThanOrEqual(2);
    }
    expect(graph.leftOut).toHaveLength(24);
    const more = [...parts, plugin('new', 'of-new')];
    const next = await compose(more);
    expect([next.asked, next.included.length, next.leftOut.length]).toEqual([1, 53, 24]);
  });

  it('takes whoever is new before it looks at those who wait', async () => {
    const compose = sandbox();
    const parts = [department(), ...honest(12), ...rivals(8)];
    expect(waiting(await compose(parts))).toBe(6);
    const graph = await compose([...parts, plugin('new', 'of-new')]);
    expect([graph.asked, graph.included.length, waiting(graph)]).toEqual([1, 15, 6]);
  });

  it('leaves out who does not go with what is there, whoever was published first, with one composition', async () => {
    const compose = sandbox();
    const [first, second] = rivals(2);
    const others = [department(), ...honest(20)];
    if (!first || !second) throw new Error('There are two.');
    await compose([...others, second]);
    const graph = await compose([...others, first, second]);
    expect(graph.leftOut).toMatchObject([{ plugin: first.name, against: { [second.name]: second.subgraph.release } }]);
    expect(graph.asked).toBe(1);
  });

  describe('tries again who was left out', () => {
    const [first, second] = [plugin('a', 'of-r', ['r']), plugin('b', 'of-r', ['r'])];
    const others = honest(6);
    const leftOutBy = async (compose: ReturnType<typeof sandbox>) => {
      const { leftOut } = await compose([department(), ...others, first, second]);
      expect(leftOut).toMatchObject([{ plugin: 'b' }]);
    };

    it('not when others come, change and go', async () => {
      const compose = sandbox();
      await leftOutBy(compose);
      const changed = plugin('h0', 'of-h0', [], 'h0/2');
      const graph = await compose([department(), changed, ...others.slice(2), first, second, plugin('new', 'of-new')]);
      expect([graph.asked, graph.leftOut.map(({ plugin: name }) => name)]).toEqual([1, ['b']]);
    });

    it.each([
      ['it has another release', [department(), ...others, first, plugin('b', 'of-r', [], 'b/2')]],
      ['what it did not go with is gone', [department(), ...others, second]],
      [
        'what it did not go with has another release',
        [department(), ...others, plugin('a', 'of-r', [], 'a/2'), second],
      ],
    ])('when %s', async (_, parts) => {
      const compose = sandbox();
      await leftOutBy(compose);
      let graph = await compose(parts);
      if (waiting(graph) > 0) graph = await compose(parts);
      expect([namesOf(graph.included), graph.leftOut]).toEqual([namesOf(parts), []]);
    });

    it('when the city has changed, and leaves it out again', async () => {
      const compose = sandbox();
      await leftOutBy(compose);
      const parts = [department('e2'), ...others, first, second];
      const graph = await compose(parts);
      expect([graph.asked, waiting(graph)]).toEqual([1, 1]);
      const again = await compose(parts);
      expect([again.asked, waiting(again), again.leftOut.length]).toEqual([1, 0, 1]);
    });
  });

  it('goes on with all others when the department that was there does not go with some', async () => {
    const compose = sandbox();
    const parts = [...honest(30), ...rivals(1, 'tariff')];
    await compose([department(), ...parts]);
    documents.set('taking', ['tariff']);
    const { included, leftOut } = await compose([department('taking'), ...parts]);
    expect([included.length, leftOut.map(({ plugin: name }) => name)]).toEqual([31, ['tariff0']]);
  });

  it('makes nothing where the first-party part alone does not compose', async () => {
    documents.set('broken', ['x', 'x']);
    expect(await sandbox()([department('broken'), ...honest(2)])).toMatchObject({ supergraphSdl: null, leftOut: [] });
  });

  it('never loses who goes with all that is there, and comes to an end', async () => {
    const publish = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      takes: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(publish, { maxLength: 12 }), async (acts) => {
        const compose = sandbox();
        const parts = new Map<string, GraphPart>();
        for (const [index, { name, takes }] of acts.entries()) {
          parts.set(name, plugin(name, `of-${name < 'd' ? 'one' : name}`, takes, `${name}/${index}`));
          let graph = await compose([department(), ...parts.values()]);
          for (let turns = 0; waiting(graph) > 0 && turns < 9; turns += 1) {
            graph = await compose([department(), ...parts.values()]);
          }
          expect(waiting(graph)).toBe(0);
          const taken = graph.included.flatMap(({ id }) => documents.get(id) ?? []);
          for (const { release } of graph.leftOut) {
            const own = documents.get(release) ?? [];
            expect(own.some((each) => taken.includes(each))).toBe(true);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
