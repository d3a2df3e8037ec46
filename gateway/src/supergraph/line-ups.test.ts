import { describe, expect, it } from '@jest/globals';
import type { SupergraphSource } from '../gateway-options.ts';
import type { Generation } from './generation.ts';
import { createGenerations } from './generations.ts';
import { createLineUps } from './line-ups.ts';

const source = (artefact: string): SupergraphSource => ({ sdl: artefact, subgraphs: {}, artefact });

/** As far as swapping needs one. */
const generation = (artefact: string, closed: Set<string>): Generation =>
  ({
    artefact,
    digest: artefact,
    graph: { pin: () => {}, engine: { close: async () => void closed.add(artefact) } },
    operations: { hottest: () => [], warm: async () => null, resize: () => {} },
  }) as unknown as Generation;

/** Loads what the test says, when it says so. */
function open() {
  const closed = new Set<string>();
  const loads = new Map<string, PromiseWithResolvers<Generation>>();
  const generations = createGenerations({ stable: generation('one', closed), sandbox: null, rollouts: [] });
  const lineUps = createLineUps({
    generations,
    golden: [],
    make: ({ artefact = '' }) => {
      const load = Promise.withResolvers<Generation>();
      loads.set(artefact, load);
      return load.promise;
    },
  });
  const turns = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    lineUps,
    closed,
    begun: () => [...loads.keys()],
    async loaded(artefact: string) {
      loads.get(artefact)?.resolve(generation(artefact, closed));
      await turns();
    },
    async failed(artefact: string) {
      loads.get(artefact)?.reject(new Error(`${artefact} is broken`));
      await turns();
    },
    /** Begins, and tells how far it came. */
    async serve(wanted: Parameters<typeof lineUps.serve>[0]) {
      const state = { isSwapped: false, refused: null as object | null, error: null as unknown };
      void lineUps
        .serve(wanted, () => {
          state.isSwapped = true;
        })
        .then(
          (refused) => Object.assign(state, { refused }),
          (error: unknown) => Object.assign(state, { error }),
        );
      await turns();
      return state;
    },
    served() {
      const { stable, sandbox, rollouts } = generations.current();
      return [
        stable.digest,
        sandbox?.digest ?? null,
        ...rollouts.map(({ id, generation: { digest } }) => `${id}: ${digest}`),
      ];
    },
  };
}

const tried = (artefact: string, id = 'rol_1') => ({ id, buckets: [1], supergraph: source(artefact) });

describe('a line-up', () => {
  it('gives everybody what was tried without waiting for the sandbox that comes with it', async () => {
    const hub = open();
    await hub.serve({ stable: source('one'), sandbox: null, rollouts: [tried('two')] });
    await hub.loaded('two');
    const promoted = await hub.serve({ stable: source('two'), sandbox: source('box'), rollouts: [] });
    expect([hub.served(), promoted.isSwapped, promoted.refused]).toEqual([['two', null], true, null]);
    await hub.loaded('box');
    expect([hub.served(), promoted.refused]).toEqual([['two', 'box'], {}]);
  });

  it('goes back while the sandbox of the line-up before is still being loaded', async () => {
    const hub = open();
    await hub.serve({ stable: source('two'), sandbox: null });
    await hub.loaded('two');
    const first = await hub.serve({ stable: source('two'), sandbox: source('box'), rollouts: [] });
    const back = await hub.serve({ stable: source('one'), sandbox: source('box'), rollouts: [] });
    expect([hub.served(), back.isSwapped]).toEqual([['one', null], true]);
    await hub.loaded('box');
    expect([hub.served(), first.refused, back.refused, hub.begun()]).toEqual([['one', 'box'], {}, {}, ['two', 'box']]);
  });

  it('leaves a rollout its graph until the newer one is loaded, and without it where that cannot be', async () => {
    const hub = open();
    await hub.serve({ stable: source('one'), sandbox: null, rollouts: [tried('two')] });
    await hub.loaded('two');
    const anew = await hub.serve({ stable: source('one'), sandbox: null, rollouts: [tried('three')] });
    expect(hub.served()).toEqual(['one', null, 'rol_1: two']);
    await hub.failed('three');
    expect([hub.served(), anew.refused]).toEqual([['one', null], { three: 'three is broken' }]);
  });

  it('serves nobody what was loaded for a place that is gone', async () => {
    const hub = open();
    const first = await hub.serve({ stable: source('one'), sandbox: source('box'), rollouts: [tried('two')] });
    const paused = await hub.serve({ stable: source('one'), sandbox: null, rollouts: [] });
    expect([first.refused, paused.refused]).toEqual([{}, {}]);
    await hub.loaded('box');
    await hub.loaded('two');
    expect([hub.served(), [...hub.closed]]).toEqual([
      ['one', null],
      ['box', 'two'],
    ]);
  });

  it('comes forward though newer sandboxes come faster than they are loaded', async () => {
    const hub = open();
    const first = await hub.serve({ stable: source('one'), sandbox: source('box 1') });
    const second = await hub.serve({ stable: source('one'), sandbox: source('box 2') });
    await hub.loaded('box 1');
    expect([hub.served(), first.refused, second.refused]).toEqual([['one', 'box 1'], {}, null]);
    await hub.loaded('box 2');
    expect([hub.served(), second.refused]).toEqual([['one', 'box 2'], {}]);
  });

  it('waits for its stable graph, also where it is being loaded for another place', async () => {
    const hub = open();
    await hub.serve({ stable: source('one'), sandbox: null, rollouts: [tried('two')] });
    const promoted = await hub.serve({ stable: source('two'), sandbox: null, rollouts: [] });
    expect([hub.served(), promoted.isSwapped]).toEqual([['one', null], false]);
    await hub.loaded('two');
    expect([hub.served(), promoted.refused, hub.begun(), hub.closed.size]).toEqual([['two', null], {}, ['two'], 0]);
  });

  it('changes nothing where its stable graph cannot be served', async () => {
    const hub = open();
    const refused = await hub.serve({ stable: source('two'), sandbox: source('box') });
    await hub.failed('two');
    expect([hub.served(), String(refused.error), hub.begun()]).toEqual([
      ['one', null],
      'Error: two is broken',
      ['two'],
    ]);
  });

  it('whose sandbox cannot be loaded leaves the one before, and says why', async () => {
    const hub = open();
    await hub.serve({ stable: source('one'), sandbox: source('box 1') });
    await hub.loaded('box 1');
    const next = await hub.serve({ stable: source('one'), sandbox: source('box 2') });
    await hub.failed('box 2');
    expect([hub.served(), next.refused, hub.lineUps.refused()]).toEqual([
      ['one', 'box 1'],
      { 'box 2': 'box 2 is broken' },
      { 'box 2': 'box 2 is broken' },
    ]);
  });
});
