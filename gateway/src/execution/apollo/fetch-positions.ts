import { type DefinitionNode, type FieldNode, Kind, parse, type SelectionNode } from 'graphql';

/** A field that a fetch was to bring. */
export interface FetchPosition {
  /** As a subgraph would say it: response keys, or `_entities`, index, response key. */
  readonly path: readonly (string | number)[];
  /** Objects that miss it. */
  readonly count: number;
}

/** The outermost fields of a fetch: where its failure shows. */
export function fetchPositions(query: string, variables: Readonly<Record<string, unknown>>): FetchPosition[] {
  const operation = parse(query, { noLocation: true }).definitions.find(isOperation);
  const representations = Array.isArray(variables.representations) ? variables.representations.length : 0;
  const positions = new Map<string, FetchPosition>();
  const add = (path: readonly (string | number)[], count: number) => positions.set(path.join('.'), { path, count });
  for (const field of fieldsOf(operation?.selectionSet.selections ?? [])) {
    if (field.name.value !== '_entities') add([responseKey(field)], 1);
    else {
      for (const own of fieldsOf(field.selectionSet?.selections ?? [])) {
        add(['_entities', 0, responseKey(own)], Math.max(1, representations));
      }
    }
  }
  return [...positions.values()];
}

const isOperation = (definition: DefinitionNode) => definition.kind === Kind.OPERATION_DEFINITION;

const responseKey = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

/** Fields of a selection, type conditions seen through; the planner's fetches have no named fragments at their top. */
function fieldsOf(selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet.selections);
    return selection.kind === Kind.FIELD && !selection.name.value.startsWith('__') ? [selection] : [];
  });
}
