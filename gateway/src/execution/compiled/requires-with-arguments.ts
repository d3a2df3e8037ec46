import { type DirectiveNode, type DocumentNode, Kind, parse, print, type SelectionSetNode } from 'graphql';

/** What the fields of a supergraph require with arguments (`@requires(fields: "price(currency: EUR)")`). */
export interface RequiredArguments {
  /** Names of fields that some `@requires` asks for with arguments. */
  readonly names: ReadonlySet<string>;
  /** Do two fields of a type require one field with different arguments? One fetch cannot bring both. */
  conflict(one: string, other: string): boolean;
  /** Coordinates that conflict with any other. */
  readonly conflicting: ReadonlySet<string>;
}

export function requiresWithArguments(supergraph: DocumentNode): RequiredArguments {
  const names = new Set<string>();
  /** By coordinate: required path → its arguments. */
  const required = new Map<string, ReadonlyMap<string, string>>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const asked = new Map((field.directives ?? []).flatMap(requiredBy).flatMap(pathsWithArguments));
      if (asked.size === 0) continue;
      for (const path of asked.keys()) names.add(path.slice(path.lastIndexOf('.') + 1));
      required.set(`${definition.name.value}.${field.name.value}`, asked);
    }
  }
  const typeOf = (coordinate: string) => coordinate.slice(0, coordinate.indexOf('.'));
  const conflict = (one: string, other: string): boolean => {
    if (one === other || typeOf(one) !== typeOf(other)) return false;
    const theirs = required.get(other);
    return [...(required.get(one) ?? [])].some(([path, text]) => (theirs?.get(path) ?? text) !== text);
  };
  const coordinates = [...required.keys()];
  const conflicting = new Set(coordinates.filter((one) => coordinates.some((other) => conflict(one, other))));
  return { names, conflict, conflicting };
}

function requiredBy({ name, arguments: list }: DirectiveNode): SelectionSetNode[] {
  if (name.value !== 'join__field') return [];
  const value = list?.find((argument) => argument.name.value === 'requires')?.value;
  if (value?.kind !== Kind.STRING) return [];
  const [definition] = parse(`{${value.value}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [];
}

function pathsWithArguments({ selections }: SelectionSetNode): [path: string, text: string][] {
  return selections.flatMap((selection): [string, string][] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = selection.selectionSet ? pathsWithArguments(selection.selectionSet) : [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return below;
    const name = selection.name.value;
    const own: [string, string][] = selection.arguments?.length
      ? [
          [
            name,
            selection.arguments
              .map((argument) => print(argument))
              .sort()
              .join(),
          ],
        ]
      : [];
    return [...own, ...below.map(([path, text]): [string, string] => [`${name}.${path}`, text])];
  });
}
