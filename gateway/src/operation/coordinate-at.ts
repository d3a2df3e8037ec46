import {
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from './fragments-of.ts';
import type { ReadyOperation } from './ready-operation.ts';

/** `Type.field` that a path of response keys leads to; null when it leads nowhere. Of several types, the first one selected. */
export function coordinateAt({ document, schema, type }: ReadyOperation, keys: readonly string[]): string | null {
  const fragments = fragmentsOf(document);
  const find = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | undefined | null,
    [key, ...rest]: readonly string[],
  ): string | null => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const { name, alias, selectionSet } = selection;
        if ((alias ?? name).value !== key || !(isObjectType(parent) || isInterfaceType(parent))) continue;
        if (rest.length === 0) return `${parent.name}.${name.value}`;
        const returned = parent.getFields()[name.value]?.type;
        const found = selectionSet && find(selectionSet, getNamedType(returned), rest);
        if (found) return found;
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const found =
        fragment && find(fragment.selectionSet, condition ? schema.getType(condition) : parent, [key ?? '', ...rest]);
      if (found) return found;
    }
    return null;
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      return find(definition.selectionSet, schema.getRootType(type), keys);
  }
  return null;
}
