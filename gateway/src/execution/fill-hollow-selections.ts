import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The document with `__typename` in every selection that conditions may leave empty. An object of which nothing is left to be told is
 * `{}`, but Apollo's planner takes the conditions below for conditions of the object itself, which is then missing. Answers the
 * very same document when there is no such selection.
 */
export function fillHollowSelections(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  /** Something in it is asked for whatever the variables say; type conditions are no conditions here. */
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (isConditional(selection)) return false;
      if (selection.kind === Kind.FIELD) return true;
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value);
      return inner !== undefined && asks(inner);
    });
  return visit(document, {
    Field: {
      leave(field) {
        if (!field.selectionSet || asks(field.selectionSet)) return undefined;
        const selections = [TYPENAME, ...field.selectionSet.selections];
        return { ...field, selectionSet: { ...field.selectionSet, selections } };
      },
    },
  });
}

const isConditional = ({ directives }: SelectionNode): boolean =>
  directives?.some(({ name }) => name.value === 'skip' || name.value === 'include') ?? false;
