import { hash } from 'node:crypto';
import type { OperationStore } from '../operation/operation-store.ts';
import type { SubgraphClient } from '../transport/subgraph-client.ts';
import type { Graph } from './load-supergraph.ts';

/** A graph with everything that belongs to it. A request is answered by one generation from its start to its end. */
export interface Generation {
  readonly graph: Graph;
  readonly operations: OperationStore;
  readonly subgraphs: SubgraphClient;
  /** Of the supergraph's text: equal for equal graphs. */
  readonly digest: string;
}

export interface Generations {
  current(): Generation;
  /** Runs with the current generation, which is kept until this is done. */
  use<T>(run: (generation: Generation) => Promise<T>): Promise<T>;
  /** Makes the next generation, warms it and swaps; the old one is closed after its last request. Rejects, changing nothing, when it cannot be made. */
  replace(make: () => Promise<Generation>): Promise<void>;
  close(): Promise<void>;
}

/** So many of the operations that were asked for most are planned before a new graph serves. */
const WARMED = 200;

export const digestOf = (sdl: string): string => hash('sha256', sdl, 'hex').slice(0, 16);

export function createGenerations(first: Generation): Generations {
  let current = first;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const inUse = new Map<Generation, number>([[first, 0]]);

  const leave = (generation: Generation) => {
    const left = (inUse.get(generation) ?? 1) - 1;
    inUse.set(generation, left);
    if (left === 0 && generation !== current) retire(generation);
  };
  const retire = (generation: Generation) => {
    inUse.delete(generation);
    void generation.graph.engine.close();
  };
  const swap = async (make: () => Promise<Generation>) => {
    const next = await make();
    await next.operations.warm(current.operations.hottest(WARMED));
    if (closed) {
      await next.graph.engine.close();
      return;
    }
    const old = current;
    inUse.set(next, 0);
    current = next;
    if (inUse.get(old) === 0) retire(old);
  };

  return {
    current: () => current,
    async use(run) {
      const generation = current;
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
