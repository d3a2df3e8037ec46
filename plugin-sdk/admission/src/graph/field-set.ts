import { Kind, parse, print, type SelectionSetNode, visit } from 'graphql';
import type { Graph } from './graph.ts';
import { namedType } from './named-type.ts';

/** `id owner { name }` as a selection; null: it is none (a composer says so in better words). */
export function parseFieldSet(fieldSet: string): SelectionSetNode | null {
  const text = fieldSet.trim();
  try {
    const [definition] = parse(text.startsWith('{') ? text : `{ ${text} }`, { noLocation: true }).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : null;
  } catch {
    return null;
  }
}

/** Every coordinate that a field set reads from a type, at every depth; of an interface or union, of each object that may stand for it. */
export function coordinatesIn(graph: Graph, parent: string, fieldSet: string): string[] {
  const selection = parseFieldSet(fieldSet);
  return selection ? [...new Set(walk(graph, parent, selection))] : [];
}

function walk(graph: Graph, parent: string, { selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return walk(graph, selection.typeCondition?.name.value ?? parent, selection.selectionSet);
    }
    const name = selection.name.value;
    if (name === '__typename') return [];
    return objectsOf(graph, parent).flatMap((object) => {
      const field = graph.types.get(object)?.fields.get(name);
      const below =
        field && selection.selectionSet ? walk(graph, namedType(field.node.type), selection.selectionSet) : [];
      return [`${object}.${name}`, ...below];
    });
  });
}

function objectsOf(graph: Graph, name: string): string[] {
  const type = graph.types.get(name);
  if (type?.node.kind === Kind.UNION_TYPE_DEFINITION) return [...type.members.keys()];
  if (type?.node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [name];
  const objects = [...graph.types.values()].filter(
    ({ node, interfaces }) => node.kind === Kind.OBJECT_TYPE_DEFINITION && interfaces.has(name),
  );
  return objects.map((object) => object.name);
}

/** The same text for the same fields in any order and spacing. */
export function normalFieldSet(fieldSet: string): string {
  const selection = parseFieldSet(fieldSet);
  if (!selection) return fieldSet;
  const sorted = visit(selection, {
    SelectionSet: {
      leave: (node) => ({ ...node, selections: [...node.selections].sort((a, b) => (print(a) < print(b) ? -1 : 1)) }),
    },
  });
  return print(sorted).replace(/\s+/g, ' ').slice(2, -2);
}
