import type { Given } from './need.ts';

/**
 * The fields of `@pairwise` types by which something was reached (`Household.dwelling`), the nearest on each way, with the plugins that led on from there themselves: they know what they
 * answered. Empty: nobody's data was gone through. Whoever is sent the key of what is behind an edge learns whose it may be, however public the key's own label is (DECISIONS 25).
 */
export type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** What is known of a graph's types when ways through it are followed. */
export interface Ways {
  isPairwise(type: string): boolean;
  /** The object types that may stand for a type: an interface's or a union's, or itself. */
  objectsOf(type: string): readonly string[];
  /** The plugin that alone answers a field; null: a department does, or several do. */
  leaderOf(coordinate: string): string | null;
  /** What an edge asks of the caller, and of a plugin behind it. */
  given(edge: string): Given;
}

export const NO_EDGES: Edges = new Map();
const NOBODY: ReadonlySet<string> = new Set();

/** Behind which edges a field's value is, where its object is behind others. `leader`: the plugin that answers it. */
export function follow(
  before: Edges,
  object: string,
  field: string,
  { isPairwise }: Pick<Ways, 'isPairwise'>,
  leader: string | null,
): Edges {
  const left: Edges = isPairwise(object) ? new Map([[`${object}.${field}`, NOBODY]]) : before;
  if (leader === null || left.size === 0) return left;
  return new Map([...left].map(([edge, leaders]) => [edge, new Set([...leaders, leader])]));
}

/** Several ways to one place: every edge counts, and no plugin led to what it led to on some of them alone. */
export function joined(ways: readonly Edges[]): Edges {
  const [first = NO_EDGES, ...others] = ways;
  if (others.length === 0) return first;
  const all = new Map(first);
  for (const [edge, leaders] of others.flatMap((way) => [...way])) {
    const known = all.get(edge);
    all.set(edge, known ? new Set([...known].filter((plugin) => leaders.has(plugin))) : leaders);
  }
  return all;
}

/** Edges that a plugin has to have been granted: those behind which it was not led by itself. */
export const edgesFor = (plugin: string, edges: Edges): string[] =>
  [...edges].flatMap(([edge, leaders]) => (leaders.has(plugin) ? [] : edge));
