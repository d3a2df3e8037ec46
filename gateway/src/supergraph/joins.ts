import {
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fieldTypes } from '../execution/compiled/receivers.ts';

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

/** The graphs that answer each field: those it is joined to, or all that have the type. */
export function serversOf(
  type: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
): (readonly [string, readonly string[]])[] {
  const ofType = joinsIn(type.directives, 'join__type').map(({ graph = '' }) => graph);
  return (type.fields ?? []).map((field) => {
    const joins = joinsIn(field.directives, 'join__field');
    const graphs = joins.filter(({ external }) => external !== 'true').flatMap(({ graph }) => graph ?? []);
    const everywhere = joins.length === 0 || joins.every(({ graph }) => graph === undefined);
    return [`${type.name.value}.${field.name.value}`, [...new Set(everywhere ? ofType : graphs)]] as const;
  });
}

/** Names of what the composers note of a subgraph's part in something. */
type Noted =
  | 'graph'
  | 'key'
  | 'requires'
  | 'external'
  | 'override'
  | 'isInterfaceObject'
  | 'type'
  | 'interface'
  | 'member';

/** Booleans are `true` and `false`. */
type Join = Readonly<Partial<Record<Noted, string>>>;

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

/** `id owner { id }` as a selection. */
export function selectionOf(fieldSet: string): SelectionSetNode {
  const [definition] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${fieldSet} is no field set.`);
  return definition.selectionSet;
}
