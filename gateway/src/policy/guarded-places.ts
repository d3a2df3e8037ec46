import {
  type DocumentNode,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { withoutFragments } from '../operation/without-fragments.ts';
import type { Feeding, Guarded, Need } from './need.ts';
import { type Edges, edgesFor, follow, joined, NO_EDGES, type Ways } from './personal-edges.ts';

/** What is asked of whoever asks for an operation. */
export interface Asked {
  /** The operation; without fragments, where places of one field demand different things. */
  readonly document: DocumentNode;
  readonly guarded: readonly Guarded[];
}

/**
 * What an operation demands, with the edges behind which it would have plugins sent the keys of things. A field that stands behind an edge at one place and at a root at another demands
 * the one there and the other here, and each is refused by itself. Places are told apart by response keys, as plans do: of what several types have there, every edge counts.
 */
export function guardedPlaces(
  needs: readonly Need[],
  document: DocumentNode,
  schema: GraphQLSchema,
  ways: Ways,
): Asked {
  if (!needs.some(({ feeds }) => feeds.some(isSentThings))) return { document, guarded: needs.map(everywhere) };
  const spelled = withoutFragments(document);
  const places = placesIn(spelled, schema, ways);
  const kinds = needs.map((need) => kindsOf(need, places.get(need.coordinate) ?? [], ways));
  return kinds.every(({ length }) => length === 1)
    ? { document, guarded: kinds.flat().map(everywhere) }
    : { document: spelled, guarded: kinds.flatMap((some) => (some.length === 1 ? some.map(everywhere) : some)) };
}

const everywhere = (need: Need): Guarded => ({ ...need, id: need.coordinate, fields: null });

/** Places that demand the same are one; at least one. */
function kindsOf(need: Need, places: readonly Placed[], ways: Ways): Guarded[] {
  const kinds = new Map<string, { readonly feeds: readonly Feeding[]; readonly fields: Set<FieldNode> }>();
  for (const { edges, field } of places) {
    const more = need.feeds.map((feed) => edgesGiven(feed, edges));
    const id = more.every(({ length }) => length === 0) ? need.coordinate : `${need.coordinate}<${more.join(';')}`;
    const known = kinds.get(id);
    if (known) known.fields.add(field);
    else
      kinds.set(id, {
        feeds: need.feeds.map((feed, index) => withEdges(feed, more[index], ways)),
        fields: new Set([field]),
      });
  }
  return kinds.size === 0 ? [everywhere(need)] : [...kinds].map(([id, kind]) => ({ ...need, ...kind, id }));
}

/** What a plugin is given behind edges besides what it is given anywhere. */
function edgesGiven(feed: Feeding, edges: Edges): readonly string[] {
  if (!isSentThings(feed)) return [];
  const known = new Set(feed.given.map(({ coordinate }) => coordinate));
  return edgesFor(feed.plugin, edges)
    .filter((edge) => !known.has(edge))
    .sort();
}

const withEdges = (feed: Feeding, edges: readonly string[] = [], { given }: Ways): Feeding =>
  edges.length === 0 ? feed : { ...feed, given: [...feed.given, ...edges.map(given)] };

/** Whose key a person's is, it says itself: it is sealed, and granted as such. */
const isSentThings = ({ given }: Feeding): boolean => given.some(({ isOfNamed }) => !isOfNamed);

/** A field at its place. */
interface Placed {
  readonly field: FieldNode;
  /** Behind which its object is; of a person none: see `isSentThings`. */
  readonly edges: Edges;
}

interface Selected {
  readonly parent: GraphQLObjectType | GraphQLInterfaceType;
  readonly field: FieldNode;
}

/** All places of the fields of an operation without fragments, by `Type.field`. */
function placesIn(document: DocumentNode, schema: GraphQLSchema, ways: Ways): ReadonlyMap<string, readonly Placed[]> {
  const found = new Map<string, Placed[]>();
  const walk = (sets: readonly (readonly [SelectionSetNode, GraphQLNamedType | undefined])[], edges: Edges): void => {
    const byKey = new Map<string, Selected[]>();
    for (const [set, parent] of sets) collect(set, parent, schema, byKey);
    for (const selected of byKey.values()) {
      const beyond: Edges[] = [];
      const below: (readonly [SelectionSetNode, GraphQLNamedType])[] = [];
      for (const { parent, field } of selected) {
        const { name, selectionSet } = field;
        const objects = ways.objectsOf(parent.name);
        const coordinate = `${parent.name}.${name.value}`;
        const own = objects.every(ways.isPairwise) ? NO_EDGES : edges;
        const known = found.get(coordinate);
        if (known) known.push({ field, edges: own });
        else found.set(coordinate, [{ field, edges: own }]);
        for (const object of objects) {
          beyond.push(follow(edges, object, name.value, ways, ways.leaderOf(`${object}.${name.value}`)));
        }
        const returned = getNamedType(parent.getFields()[name.value]?.type);
        if (selectionSet && returned) below.push([selectionSet, returned]);
      }
      if (below.length > 0) walk(below, joined(beyond));
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    walk([[definition.selectionSet, schema.getRootType(definition.operation) ?? undefined]], NO_EDGES);
  }
  return found;
}

/** The fields of a selection by response key, whatever their types. */
function collect(
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType | undefined,
  schema: GraphQLSchema,
  byKey: Map<string, Selected[]>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      collect(selection.selectionSet, condition ? schema.getType(condition) : parent, schema, byKey);
    }
    if (selection.kind !== Kind.FIELD || !(isObjectType(parent) || isInterfaceType(parent))) continue;
    const key = (selection.alias ?? selection.name).value;
    const known = byKey.get(key);
    if (known) known.push({ parent, field: selection });
    else byKey.set(key, [{ parent, field: selection }]);
  }
}
