import type { SupergraphSource } from '../gateway-options.ts';
import type { HotOperation } from '../operation/operation-store.ts';
import { digestOf, type Generation } from './generation.ts';
import { generationsOf, type LineUp, type RolloutGeneration, type WantedLineUp } from './line-up.ts';

export interface LineUpLoading {
  /** What is loaded already. */
  readonly known: readonly Generation[];
  /** Loads a graph beside those that are served. */
  readonly make: (source: SupergraphSource) => Promise<Generation>;
  /** What must be understood by every graph before it serves, hot or not. */
  readonly golden: readonly GoldenQuery[];
}

/** An operation that every graph of this hub must be able to plan. */
export interface GoldenQuery {
  readonly query: string;
  readonly operationName?: string;
}

export interface LoadedLineUp {
  readonly lineUp: LineUp;
  /** What was left out though it was wanted: digest → why. */
  readonly refused: Readonly<Record<string, string>>;
}

/** So many of the operations that were asked for most are planned before a new graph serves, and for so long; ms. */
const WARMED = 200;
const WARMING_MS = 1_500;
/** Loading takes a thread each. */
const AT_ONCE = 2;

/**
 * Loads what is not served yet and tries it: everything that was asked for most, and the golden queries, must be planned. Throws what is wrong with the graph for everybody; without
 * another one the rest is served. A sandbox that cannot be loaded leaves the old one where it is: it is nobody's but its vendors'.
 */
export async function loadLineUp(
  { stable, sandbox, rollouts = [] }: WantedLineUp,
  old: LineUp,
  { known, make, golden }: LineUpLoading,
): Promise<LoadedLineUp> {
  const loading = new Map<string, Promise<Generation>>(
    known.flatMap((generation) =>
      generation.artefact === null ? [] : [[generation.artefact, Promise.resolve(generation)] as const],
    ),
  );
  const fresh: Generation[] = [];
  const refused: Record<string, string> = {};

  const load = async (source: SupergraphSource, before: Generation): Promise<Generation> => {
    const generation = await make(source);
    fresh.push(generation);
    await assertFit(generation, before, golden);
    return generation;
  };
  /** One graph for one artefact, however many places show it. */
  const loaded = (source: SupergraphSource, before: Generation): Promise<Generation> => {
    if (source.artefact === undefined) return load(source, before);
    const promise = loading.get(source.artefact) ?? load(source, before);
    loading.set(source.artefact, promise);
    return promise;
  };
  const orNone = async (source: SupergraphSource, before: Generation): Promise<Generation | null> => {
    try {
      return await loaded(source, before);
    } catch (error) {
      refused[source.artefact ?? digestOf(source.sdl)] = error instanceof Error ? error.message : String(error);
      return null;
    }
  };

  try {
    const next = await loaded(stable, old.stable);
    const tried = sandbox && (await orNone(sandbox, old.sandbox ?? old.stable));
    const running = await inTurns(rollouts, async ({ id, buckets, supergraph }): Promise<RolloutGeneration | null> => {
      const before = old.rollouts.find((rollout) => rollout.id === id)?.generation ?? old.stable;
      const generation = await orNone(supergraph, before);
      return generation && { id, buckets: new Set(buckets), generation };
    });
    const lineUp: LineUp = {
      stable: next,
      sandbox: sandbox === null ? null : (tried ?? old.sandbox),
      rollouts: running.filter((rollout) => rollout !== null),
    };
    await closeAll(fresh, generationsOf(lineUp));
    return { lineUp, refused };
  } catch (error) {
    await closeAll(fresh, new Set());
    throw error;
  }
}

/** Throws an Error that names what the graph cannot plan and must. */
async function assertFit(generation: Generation, before: Generation, golden: readonly GoldenQuery[]): Promise<void> {
  const { operations } = generation;
  for (const { query, operationName } of golden) {
    const found = await operations.find(query, operationName ?? null);
    if ('errors' in found) {
      const [first] = found.errors as readonly { readonly message?: string }[];
      throw new Error(`It cannot answer the golden query ${shortened(query)}: ${first?.message}`);
    }
  }
  const hot = [...golden.map(asHot), ...before.operations.hottest(WARMED)];
  const unplannable = await operations.warm(hot, WARMING_MS);
  if (unplannable !== null) throw new Error(`It cannot plan what is asked for: ${shortened(unplannable)}`);
}

const asHot = ({ query, operationName }: GoldenQuery): HotOperation => ({
  text: query,
  operationName: operationName ?? null,
  refused: [[]],
});

const shortened = (query: string): string => JSON.stringify(query.length > 200 ? `${query.slice(0, 200)}…` : query);

async function closeAll(fresh: readonly Generation[], kept: ReadonlySet<Generation>): Promise<void> {
  await Promise.all(fresh.filter((one) => !kept.has(one)).map(({ graph }) => graph.engine.close()));
}

/** A few at once, in their order. */
async function inTurns<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
