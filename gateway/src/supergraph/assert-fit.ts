import type { HotOperation } from '../operation/operation-store.ts';
import type { Generation } from './generation.ts';

/** An operation that every graph of this hub must be able to plan. */
export interface GoldenQuery {
  readonly query: string;
  readonly operationName?: string;
}

/** So many of the operations that were asked for most are planned before a new graph serves, and for so long; ms. */
const WARMED = 200;
const WARMING_MS = 1_500;

/** Everything that was asked for most, and the golden queries, must be planned. Throws an Error that names what the graph cannot plan and must. */
export async function assertFit(
  generation: Generation,
  before: Generation,
  golden: readonly GoldenQuery[],
): Promise<void> {
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
