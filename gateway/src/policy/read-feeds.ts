import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fieldTypes } from '../execution/compiled/receivers.ts';
import { readGraphs } from '../supergraph/graphs.ts';

/** What a vendor has to be sent so that it can answer a field. */
export interface Feed {
  readonly plugin: string;
  /** `Type.field` of data that is not its own: keys and what the field `@requires`. */
  readonly coordinates: readonly string[];
}

/** The vendors behind each field of object types, and what each of them is sent for it. Fields that no vendor serves are not in it. */
export function readFeeds(
  document: DocumentNode,
  isVendor: (subgraph: string) => boolean,
  /** Keys that a field's arguments hold. */
  heldBy: (plugin: string, coordinate: string) => readonly string[] = () => [],
): ReadonlyMap<string, Feed[]> {
  const vendors = new Map(
    readGraphs(document).flatMap(({ id, name }) => (isVendor(name) ? [[id, name] as const] : [])),
  );
  const feeds = new Map<string, Feed[]>();
  if (vendors.size === 0) return feeds;
  const types = fieldTypes(document);
  const objects = document.definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  const servers = new Map(objects.flatMap((type) => serversOf(type)));
  const objectsOf = membersOf(document);

  /** Others' fields in a field set, at every depth; of an interface or union, those of each object that may stand for it. */
  const given = (parent: string, { selections }: SelectionSetNode, vendor: string): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return given(selection.typeCondition?.name.value ?? parent, selection.selectionSet, vendor);
      }
      if (selection.name.value === '__typename') return [];
      return objectsOf(parent).flatMap((object) => {
        const coordinate = `${object}.${selection.name.value}`;
        const isOwn = servers.get(coordinate)?.every((graph) => graph === vendor) ?? false;
        const below = selection.selectionSet ? given(types.get(coordinate) ?? '', selection.selectionSet, vendor) : [];
        return [...(isOwn ? [] : [coordinate]), ...below];
      });
    });
  const givenBy = (parent: string, fieldSet: string | null, vendor: string): string[] =>
    fieldSet === null ? [] : given(parent, selectionOf(fieldSet), vendor);

  const keyed = keyCoordinates(document);
  for (const type of objects) {
    const name = type.name.value;
    for (const field of type.fields ?? []) {
      const coordinate = `${name}.${field.name.value}`;
      const graphs = servers.get(coordinate) ?? [];
      for (const graph of graphs) {
        const plugin = vendors.get(graph);
        if (plugin === undefined) continue;
        const joined = joinsIn(field.directives, 'join__field').find((join) => join.graph === graph);
        const keys = joinsIn(type.directives, 'join__type').filter((join) => join.graph === graph);
        // A key that others know as well is told by them: it needs nobody's leave that a vendor knows it too.
        if (graphs.length > 1 && (keyed.get(graph)?.has(coordinate) ?? false)) continue;
        const coordinates = [
          ...keys.flatMap(({ key }) => givenBy(name, key ?? null, graph)),
          ...givenBy(name, joined?.requires ?? null, graph),
          ...heldBy(plugin, coordinate),
        ];
        const known = feeds.get(coordinate) ?? [];
        feeds.set(coordinate, [...known, { plugin, coordinates: [...new Set(coordinates)] }]);
      }
    }
  }
  return feeds;
}

/** The coordinates that are part of a key of a subgraph's, by its name in the joins. */
export function keyCoordinates(document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const types = fieldTypes(document);
  const keyed = new Map<string, Set<string>>();
  const add = (graph: string, parent: string, { selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) continue;
      const coordinate = `${parent}.${selection.name.value}`;
      keyed.set(graph, (keyed.get(graph) ?? new Set()).add(coordinate));
      if (selection.selectionSet) add(graph, types.get(coordinate) ?? '', selection.selectionSet);
    }
  };
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { graph, key } of joinsIn(type.directives, 'join__type')) {
      if (graph !== undefined && key !== undefined) add(graph, type.name.value, selectionOf(key));
    }
  }
  return keyed;
}

/** The object types that a type may be: an interface's and a union's members, or itself. */
function membersOf(document: DocumentNode): (type: string) => readonly string[] {
  const members = new Map<string, string[]>();
  const add = (abstract: string, object: string) => members.set(abstract, [...(members.get(abstract) ?? []), object]);
  for (const type of document.definitions) {
    if (type.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const { name } of type.types ?? []) add(type.name.value, name.value);
    } else if (type.kind === Kind.OBJECT_TYPE_DEFINITION) {
      for (const { name } of type.interfaces ?? []) add(name.value, type.name.value);
    }
  }
  return (type) => members.get(type) ?? [type];
}

/** The graphs that answer each field: those it is joined to, or all that have the type. */
export function serversOf(type: ObjectTypeDefinitionNode): (readonly [string, readonly string[]])[] {
  const ofType = joinsIn(type.directives, 'join__type').map(({ graph = '' }) => graph);
  return (type.fields ?? []).map((field) => {
    const joins = joinsIn(field.directives, 'join__field');
    const graphs = joins.filter(({ external }) => external !== 'true').flatMap(({ graph }) => graph ?? []);
    const everywhere = joins.length === 0 || joins.every(({ graph }) => graph === undefined);
    return [`${type.name.value}.${field.name.value}`, [...new Set(everywhere ? ofType : graphs)]] as const;
  });
}

type Join = Readonly<
  Partial<Record<'graph' | 'key' | 'requires' | 'external' | 'override' | 'isInterfaceObject', string>>
>;

/** The arguments of each directive of a name. */
export function joinsIn(directives: readonly ConstDirectiveNode[] | undefined, name: string): Join[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: list }) =>
      Object.fromEntries(
        (list ?? []).flatMap(({ name: { value: argument }, value }) =>
          value.kind === Kind.STRING || value.kind === Kind.ENUM || value.kind === Kind.BOOLEAN
            ? [[argument, String(value.value)]]
            : [],
        ),
      ),
    );
}

function selectionOf(fieldSet: string): SelectionSetNode {
  const [definition] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${fieldSet} is no field set.`);
  return definition.selectionSet;
}
