import {
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';

/** Answers `__schema` and `__type` of a document that asks for data as well. */
export function introspectFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  nodes: readonly FieldNode[],
  variables: Readonly<Record<string, unknown>>,
): unknown {
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? onlyFields(definition, nodes) : definition,
  );
  const result = execute({ schema, document: { ...document, definitions }, rootValue: {}, variableValues: variables });
  if (result instanceof Promise) throw new Error('Introspection must not wait for anything.');
  const [key] = Object.keys(result.data ?? {});
  return key === undefined ? null : (result.data?.[key] ?? null);
}

function onlyFields(operation: OperationDefinitionNode, nodes: readonly FieldNode[]): OperationDefinitionNode {
  return { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } };
}
