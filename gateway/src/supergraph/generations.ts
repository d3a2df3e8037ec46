import type { Generation } from './generation.ts';
import { generationsOf, type LineUp } from './line-up.ts';

export interface Generations {
  current(): LineUp;
  /** Runs with one of the generations that are served now, which is kept until this is done. What `choose` throws is the answer. */
  use<T>(choose: (lineUp: LineUp) => Generation, run: (generation: Generation) => Promise<T>): Promise<T>;
  /** Makes the next line-up and swaps at once; what is in it no more is closed after its last request. Rejects, changing nothing, when it cannot be made. */
  replace(make: (old: LineUp) => Promise<LineUp>): Promise<void>;
  close(): Promise<void>;
}

export function createGenerations(first: LineUp, onSwap: (lineUp: LineUp) => void = () => {}): Generations {
  let current = first;
  let served = generationsOf(first);
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const inUse = new Map<Generation, number>([...served].map((generation) => [generation, 0]));
  onSwap(first);

  const retire = (generation: Generation) => {
    inUse.delete(generation);
    void generation.graph.engine.close();
  };
  const leave = (generation: Generation) => {
    const left = (inUse.get(generation) ?? 1) - 1;
    inUse.set(generation, left);
    if (left === 0 && !served.has(generation)) retire(generation);
  };
  const swap = async (make: (old: LineUp) => Promise<LineUp>) => {
    const next = await make(current);
    const fresh = generationsOf(next);
    if (closed) {
      await Promise.all([...fresh].filter((one) => !inUse.has(one)).map(({ graph }) => graph.engine.close()));
      return;
    }
    for (const generation of fresh) if (!inUse.has(generation)) inUse.set(generation, 0);
    current = next;
    served = fresh;
    onSwap(next);
    for (const [generation, count] of inUse) if (count === 0 && !fresh.has(generation)) retire(generation);
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
    replace(make) {
      // One after another: the last one that was asked for is the one that stays.
      const swapped = last.then(() => swap(make));
      last = swapped.catch(() => {});
      return swapped;
    },
    async close() {
      closed = true;
      await Promise.all([...inUse.keys()].map(({ graph }) => graph.engine.close()));
    },
  };
}
