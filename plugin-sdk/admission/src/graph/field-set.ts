import { Kind, parse, print, type SelectionSetNode, visit } from 'graphql';
import type { Graph } from './graph.ts';
import { namedType } from './named-type.ts';
import { possibleTypes } from './possible-types.ts';

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

/**
 * Every coordinate that a field set reads from a type, at every depth; of an interface or union, of each object that may stand for it. A graph is asked for the same again and
 * again: it remembers.
 */
export function coordinatesIn(graph: Graph, parent: string, fieldSet: string): readonly string[] {
  const known = read.get(graph) ?? new Map<string, readonly string[]>();
  read.set(graph, known);
  const asked = `${parent} ${fieldSet}`;
  const coordinates = known.get(asked) ?? readCoordinates(graph, parent, fieldSet);
  known.set(asked, coordinates);
  return coordinates;
}

const read = new WeakMap<Graph, Map<string, readonly string[]>>();

function readCoordinates(graph: Graph, parent: string, fieldSet: string): readonly string[] {
  const selection = parseFieldSet(fieldSet);
  const found = new Set<string>();
  if (selection) walk(graph, new Set([parent]), selection, found);
  return [...found];
}

/** Goes through each selection once, for all types that it may be about: one by one they would be as many as types to the power of the depth. */
function walk(graph: Graph, parents: ReadonlySet<string>, { selections }: SelectionSetNode, found: Set<string>): void {
  const objects = new Set(
    [...parents].flatMap((parent) => (graph.types.has(parent) ? possibleTypes(graph, parent) : [parent])),
  );
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      walk(graph, condition === undefined ? parents : new Set([condition]), selection.selectionSet, found);
      continue;
    }
    const name = selection.name.value;
    if (name === '__typename') continue;
    const below = new Set<string>();
    for (const object of objects) {
      found.add(`${object}.${name}`);
      const field = graph.types.get(object)?.fields.get(name);
      if (field) below.add(namedType(field.node.type));
    }
    if (selection.selectionSet) walk(graph, below, selection.selectionSet, found);
  }
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
