import type { Generation } from './generation.ts';
import { generationsOf, type LineUp } from './line-up.ts';
import { settle, settleBeside } from './settle.ts';

export interface Generations {
  current(): LineUp;
  /** Runs with one of the generations that are served now, which is kept until this is done. What `choose` throws is the answer. */
  use<T>(choose: (lineUp: LineUp) => Generation, run: (generation: Generation) => Promise<T>): Promise<T>;
  /** What can be served at once: what is served, what ends with its last request, and the last ones that were. */
  loaded(): readonly Generation[];
  /** From now on this is served; what is in it no more is closed after its last request, the last ones later: who goes back to them must not wait. */
  swap(next: LineUp): void;
  close(): Promise<void>;
}

/** Signed graphs that are kept loaded after they were served; each takes some MB. */
const PARKED = 2;

export function createGenerations(first: LineUp): Generations {
  let current = first;
  let served = generationsOf(first);
  let closed = false;
  const inUse = new Map<Generation, number>([...served].map((generation) => [generation, 0]));
  let parked: readonly Generation[] = [];
  settle(first);

  const retire = (generation: Generation) => {
    inUse.delete(generation);
    if (generation.artefact === null || closed) {
      void generation.graph.engine.close();
      return;
    }
    settleBeside(generation);
    const all = [generation, ...parked];
    parked = all.slice(0, PARKED);
    for (const { graph } of all.slice(PARKED)) void graph.engine.close();
  };
  const leave = (generation: Generation) => {
    const left = (inUse.get(generation) ?? 1) - 1;
    inUse.set(generation, left);
    if (left === 0 && !served.has(generation)) retire(generation);
  };
  return {
    current: () => current,
    async use(choose, run) {
      const generation = choose(current);
      inUse.set(generation, (inUse.get(generation) ?? 0) + 1);
      try {
        return await run(generation);
      } finally {
        leave(generation);
      }
    },
    loaded: () => [...inUse.keys(), ...parked],
    swap(next) {
      const fresh = generationsOf(next);
      if (closed) {
        for (const one of fresh) if (!inUse.has(one)) void one.graph.engine.close();
        return;
      }
      parked = parked.filter((generation) => !fresh.has(generation));
      for (const generation of fresh) if (!inUse.has(generation)) inUse.set(generation, 0);
      current = next;
      served = fresh;
      settle(next);
      for (const [generation, count] of inUse) if (count === 0 && !fresh.has(generation)) retire(generation);
    },
    async close() {
      closed = true;
      await Promise.all([...inUse.keys(), ...parked].map(({ graph }) => graph.engine.close()));
    },
  };
}
