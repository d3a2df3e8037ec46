import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import { type Cost, lengthOf, type Sized, sum, times } from '../../../operation/operation-cost.ts';
import { namedType } from '../../../supergraph/named-type.ts';
import type { Boundary } from './boundary.ts';

/** A vendor's list of which nobody says how long it is may have so many elements. */
export const LONGEST_LIST = 1_000;

/** How long a list of a vendor's may be: what was charged for it (`@listSize`). `sized` is of the connection that it is in. */
export function longestOf(type: string, node: FieldNode, boundary: Boundary, sized: Sized | null): Cost {
  const name = node.name.value;
  if (sized?.fields.includes(name)) return sized.length;
  const listSize = boundary.listSize(type, name);
  return listSize && listSize.sizedFields.length === 0 ? lengthOf(node, listSize, LONGEST_LIST) : LONGEST_LIST;
}

/** What a connection says of the lists in it; null: it is none. */
export function sizedIn(type: string, node: FieldNode, boundary: Boundary): Sized | null {
  const listSize = boundary.listSize(type, node.name.value);
  if (!listSize || listSize.sizedFields.length === 0) return null;
  return { fields: listSize.sizedFields, length: lengthOf(node, listSize, LONGEST_LIST) };
}

/** Values that a reply to an operation may hold by its lists' lengths; of one that asks about entities, those of one entity. */
export function replySize(operation: OperationDefinitionNode, root: string, boundary: Boundary): Cost {
  const ofSelections = (selections: readonly SelectionNode[], type: string, sized: Sized | null): Cost =>
    sum(
      selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return ofField(selection, type, sized);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
        return ofSelections(selection.selectionSet.selections, selection.typeCondition?.name.value ?? type, sized);
      }),
    );
  const ofField = (node: FieldNode, type: string, sized: Sized | null): Cost => {
    const declared = boundary.view.fieldType(type, node.name.value);
    const below = node.selectionSet
      ? ofSelections(node.selectionSet.selections, declared ? namedType(declared) : '', sizedIn(type, node, boundary))
      : 0;
    const one = sum([1, below]);
    const plain = declared?.kind === Kind.NON_NULL_TYPE ? declared.type : declared;
    return plain?.kind === Kind.LIST_TYPE ? times(longestOf(type, node, boundary, sized), one) : one;
  };
  return ofSelections(operation.selectionSet.selections, root, null);
}
