import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Feeding, Given, Need } from './need.ts';

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

/** What an operation demands, with the edges behind which it would have plugins sent the keys of things. Refusals are by coordinate, so a field that stands at several places of it counts as behind the edges of all. */
export function withEdges(
  guarded: readonly Need[],
  document: DocumentNode,
  schema: GraphQLSchema,
  ways: Ways,
): readonly Need[] {
  if (!guarded.some(({ feeds }) => feeds.some(isSentThings))) return guarded;
  const behind = edgesIn(document, schema, ways);
  return guarded.map((need) => {
    const edges = behind.get(need.coordinate);
    if (!edges || edges.size === 0) return need;
    return { ...need, feeds: need.feeds.map((feed) => withGiven(feed, edges, ways)) };
  });
}

function withGiven(feed: Feeding, edges: Edges, { given }: Ways): Feeding {
  if (!isSentThings(feed)) return feed;
  const known = new Set(feed.given.map(({ coordinate }) => coordinate));
  const more = edgesFor(feed.plugin, edges).filter((edge) => !known.has(edge));
  return more.length === 0 ? feed : { ...feed, given: [...feed.given, ...more.map(given)] };
}

/** Whose key a person's is, it says itself: it is sealed, and granted as such. */
const isSentThings = ({ given }: Feeding): boolean => given.some(({ isOfNamed }) => !isOfNamed);

/** Behind which edges the fields of things stand in an operation, by `Type.field`, all their places together. */
function edgesIn(document: DocumentNode, schema: GraphQLSchema, ways: Ways): ReadonlyMap<string, Edges> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const found = new Map<string, Edges>();
  const walk = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined, edges: Edges): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        const condition = fragment?.typeCondition?.name.value;
        if (fragment) walk(fragment.selectionSet, condition ? schema.getType(condition) : parent, edges);
        continue;
      }
      if (!isObjectType(parent) && !isInterfaceType(parent)) continue;
      const name = selection.name.value;
      const objects = ways.objectsOf(parent.name);
      if (edges.size > 0 && !objects.every(ways.isPairwise)) {
        const coordinate = `${parent.name}.${name}`;
        found.set(coordinate, joined([...(found.has(coordinate) ? [found.get(coordinate) ?? NO_EDGES] : []), edges]));
      }
      const returned = getNamedType(parent.getFields()[name]?.type);
      if (!selection.selectionSet || !isCompositeType(returned)) continue;
      const beyond = objects.map((object) => follow(edges, object, name, ways, ways.leaderOf(`${object}.${name}`)));
      walk(selection.selectionSet, returned, joined(beyond));
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    walk(definition.selectionSet, schema.getRootType(definition.operation) ?? undefined, NO_EDGES);
  }
  return found;
}
