import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from './fragments-of.ts';

/** The operation with its fragments written where they are spread: each of its fields is a node of its own, and stands at one place of the answer. As long as what limits count as expanded. */
export function withoutFragments(document: DocumentNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const written = (set: SelectionSetNode): SelectionSetNode => ({ ...set, selections: set.selections.flatMap(own) });
  const own = (selection: SelectionNode): SelectionNode[] => {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) {
      const { selectionSet } = selection;
      return [{ ...selection, ...(selectionSet && { selectionSet: written(selectionSet) }) } as SelectionNode];
    }
    const fragment = fragments.get(selection.name.value);
    if (!fragment) return [];
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet: written(selectionSet) }];
  };
  return {
    ...document,
    definitions: document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? [{ ...definition, selectionSet: written(definition.selectionSet) }]
        : [],
    ),
  };
}
