import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { withoutFragments } from '../../operation/without-fragments.ts';
import type { RequiredArguments } from './requires-with-arguments.ts';

/**
 * Splits a query whose fields require one field with different arguments: a plan can bring only one of them to a subgraph at a time. The first
 * document is the query without the others; each further one holds the ways to some of them and nothing else. Named fragments are
 * written out in the parts.
 */
export function plannedApart(
  document: DocumentNode,
  schema: GraphQLSchema,
  required: RequiredArguments,
): DocumentNode[] {
  if (required.conflicting.size === 0) return [document];
  const { definitions } = withoutFragments(document);
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  // A mutation must not run twice.
  if (operation?.operation !== 'query' || !root) return [document];
  const { selectionSet: written } = operation;
  const selected = new Set<string>();
  filtered(written, root, schema, (coordinate) => {
    if (required.conflicting.has(coordinate)) selected.add(coordinate);
    return 'way';
  });
  const parts: string[][] = [];
  for (const coordinate of selected) {
    const part = parts.find((others) => !others.some((other) => required.conflict(coordinate, other)));
    if (part) part.push(coordinate);
    else parts.push([coordinate]);
  }
  if (parts.length < 2) return [document];
  const later = parts.slice(1);
  const apart = new Set(later.flat());
  const part = (decide: (coordinate: string) => Fate): DocumentNode => ({
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, selectionSet: filtered(written, root, schema, decide) }],
  });
  return [
    part((coordinate) => (apart.has(coordinate) ? 'drop' : 'empty')),
    ...later.map((coordinates) => part((coordinate) => (coordinates.includes(coordinate) ? 'keep' : 'way'))),
  ];
}

/** `keep` with all that is below, `drop`, keep as a `way` to what is kept, or keep even when it becomes `empty`. */
type Fate = 'keep' | 'drop' | 'way' | 'empty';

function filtered(
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType | undefined,
  schema: GraphQLSchema,
  decide: (coordinate: string) => Fate,
): SelectionSetNode {
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const selectionSet = filtered(
        selection.selectionSet,
        condition ? schema.getType(condition) : parent,
        schema,
        decide,
      );
      return selectionSet.selections.length > 0 ? [{ ...selection, selectionSet }] : [];
    }
    const name = selection.name.value;
    const fate = decide(`${parent?.name}.${name}`);
    if (fate === 'drop') return [];
    if (fate === 'keep') return [selection];
    if (!selection.selectionSet) return fate === 'empty' ? [selection] : [];
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const selectionSet = filtered(selection.selectionSet, getNamedType(field?.type), schema, decide);
    return selectionSet.selections.length > 0 || fate === 'empty' ? [{ ...selection, selectionSet }] : [];
  });
  return { kind: Kind.SELECTION_SET, selections: kept };
}
