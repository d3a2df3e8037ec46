import { type FieldNode, Kind, parse, type SelectionNode } from 'graphql';
import type { FetchNode, PlanNode } from '../../operation/planning/query-plan.ts';
import { renamedKeys } from './rewrite-data.ts';
import { responseKey, type SpineAt } from './subfetch.ts';
import { spineOf } from './walk-path.ts';

/**
 * Where the fetches of a plan write below each other: at the places where later fetches start, and at objects that several fetches bring
 * parts of. Answers that are shared have to be copied as far as that, and no further.
 */
export function planSpines(plan: PlanNode): SpineAt {
  const starts = new Set<string>();
  const brought = new Map<string, number>();
  const collect = (node: PlanNode, path: readonly string[]): void => {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) collect(child, path);
        return;
      case 'Condition':
        for (const child of [node.ifClause, node.elseClause]) if (child) collect(child, path);
        return;
      case 'Flatten':
        collect(node.node, [...path, ...node.path]);
        return;
      case 'Fetch':
        starts.add(JSON.stringify(path));
        for (const place of compositePlaces(node)) {
          const key = JSON.stringify([...path, ...place]);
          brought.set(key, (brought.get(key) ?? 0) + 1);
        }
    }
  };
  collect(plan, []);
  // Lists are not told apart here: an object and the elements of a list are written at the same response keys.
  const flat = (path: readonly string[]) => path.filter((element) => element !== '@');
  const overlapping = [...brought].filter(([, count]) => count > 1).map(([key]) => JSON.parse(key) as string[]);
  const paths = [...starts].map((key) => JSON.parse(key) as string[]);
  const below = (at: readonly string[], candidates: readonly (readonly string[])[]) =>
    candidates
      .filter(
        (path) => flat(path).length > flat(at).length && flat(at).every((key, index) => flat(path)[index] === key),
      )
      .map((path) => flat(path).slice(flat(at).length));
  return (at) => ({
    spine: spineOf(below(at, [...paths, ...overlapping])),
    overlaps: spineOf(below(at, overlapping)),
    // What a fetch brought to its objects stands directly below them, and may be shared between them.
    mayRepeat: at.map((_, index) => starts.has(JSON.stringify(at.slice(0, index)))),
  });
}

/** Response keys that lead to objects which a fetch brings parts of. */
function compositePlaces({ operation, requires, outputRewrites }: FetchNode): string[][] {
  const places: string[][] = [];
  const renamed = renamedKeys(outputRewrites);
  const walk = (selections: readonly SelectionNode[], path: readonly string[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet.selections, path);
      if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
      const key = responseKey(selection);
      const at = [...path, renamed?.get(key) ?? key];
      places.push(at);
      walk(selection.selectionSet.selections, at);
    }
  };
  const roots = parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections : [],
  );
  const entities = roots.filter((root): root is FieldNode => root.kind === Kind.FIELD);
  walk(requires ? entities.flatMap(({ selectionSet }) => selectionSet?.selections ?? []) : roots, []);
  return places;
}
