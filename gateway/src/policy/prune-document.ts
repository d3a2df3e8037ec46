import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Refuses } from './refused-fields.ts';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The document without the refused fields. Where nothing remains, `__typename` does, so that the answer keeps its
 * shape; where the type is open, `__typename` is added, so that completing it knows which fragments apply.
 */
export function pruneDocument(document: DocumentNode, schema: GraphQLSchema, refuses: Refuses): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field(field) {
        return refuses(`${typeInfo.getParentType()?.name}.${field.name.value}`, field) === null ? undefined : null;
      },
      SelectionSet: {
        leave(selectionSet) {
          const { selections } = selectionSet;
          const isOpen = isAbstractType(typeInfo.getParentType()) && !selections.some(isTypename);
          return selections.length === 0 || isOpen
            ? { ...selectionSet, selections: [TYPENAME, ...selections] }
            : undefined;
        },
      },
    }),
  );
}

/** Does the document still ask for a leaf that a subgraph must give? */
export function asksForData(document: DocumentNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  const seen = new Set<string>();
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || seen.has(name)) return false;
        seen.add(name);
        return asks(fragment.selectionSet);
      }
      if (selection.selectionSet) return asks(selection.selectionSet);
      return selection.kind === Kind.FIELD && !selection.name.value.startsWith('__');
    });
  return operation !== undefined && asks(operation.selectionSet);
}

/** Is anything left at the root? A mutation runs for its effect, whatever may be seen of it. */
export function asksAtRoot(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.selectionSet.selections.some((s) => !isTypename(s)),
  );
}

const isTypename = (selection: {
  kind: string;
  name?: { value: string };
  alias?: unknown;
  directives?: readonly unknown[];
}) =>
  selection.kind === Kind.FIELD &&
  selection.name?.value === '__typename' &&
  selection.alias === undefined &&
  (selection.directives?.length ?? 0) === 0;
