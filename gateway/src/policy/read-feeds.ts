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

  /** Others' fields in a field set, at every depth. */
  const given = (parent: string, { selections }: SelectionSetNode, vendor: string): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return given(selection.typeCondition?.name.value ?? parent, selection.selectionSet, vendor);
      }
      const coordinate = `${parent}.${selection.name.value}`;
      const isOwn = servers.get(coordinate)?.every((graph) => graph === vendor) ?? false;
      const below = selection.selectionSet ? given(types.get(coordinate) ?? '', selection.selectionSet, vendor) : [];
      return [...(isOwn || selection.name.value === '__typename' ? [] : [coordinate]), ...below];
    });
  const givenBy = (parent: string, fieldSet: string | null, vendor: string): string[] =>
    fieldSet === null ? [] : given(parent, selectionOf(fieldSet), vendor);

  for (const type of objects) {
    const name = type.name.value;
    for (const field of type.fields ?? []) {
      const coordinate = `${name}.${field.name.value}`;
      const graphs = servers.get(coordinate) ?? [];
      // A key that others know as well is told by them: it needs nobody's leave that a vendor knows it too.
      if (graphs.length > 1) continue;
      for (const graph of graphs) {
        const plugin = vendors.get(graph);
        if (plugin === undefined) continue;
        const joined = of(field.directives, 'join__field').find((join) => join.graph === graph);
        const keys = of(type.directives, 'join__type').filter((join) => join.graph === graph);
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

/** The graphs that answer each field: those it is joined to, or all that have the type. */
function serversOf(type: ObjectTypeDefinitionNode): (readonly [string, readonly string[]])[] {
  const ofType = of(type.directives, 'join__type').map(({ graph = '' }) => graph);
  return (type.fields ?? []).map((field) => {
    const joins = of(field.directives, 'join__field');
    const graphs = joins.filter(({ external }) => external !== 'true').flatMap(({ graph }) => graph ?? []);
    const everywhere = joins.length === 0 || joins.every(({ graph }) => graph === undefined);
    return [`${type.name.value}.${field.name.value}`, [...new Set(everywhere ? ofType : graphs)]] as const;
  });
}

type Join = Readonly<Partial<Record<'graph' | 'key' | 'requires' | 'external', string>>>;

function of(directives: readonly ConstDirectiveNode[] | undefined, name: string): Join[] {
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
