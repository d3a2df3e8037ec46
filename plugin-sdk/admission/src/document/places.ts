import { type ASTNode, type DocumentNode, Kind, type NameNode, type OperationTypeNode } from 'graphql';

const ROOTS: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
};

/** The name nodes of everything that has a coordinate, the first of each. Composers rename root types: those are found under both names. */
export function indexPlaces(document: DocumentNode): ReadonlyMap<string, ASTNode> {
  const places = new Map<string, ASTNode>();
  const put = (coordinate: string, node: ASTNode): void => {
    if (!places.has(coordinate)) places.set(coordinate, node);
  };
  const renamed = rootNames(document);
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name) continue;
    const name: NameNode = definition.name;
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) put(`@${name.value}`, name);
    for (const type of [name.value, ...(renamed.get(name.value) ?? [])]) {
      if (definition.kind !== Kind.DIRECTIVE_DEFINITION) put(type, name);
      if ('values' in definition)
        for (const value of definition.values ?? []) put(`${type}.${value.name.value}`, value.name);
      if ('types' in definition)
        for (const member of definition.types ?? []) put(`${type}|${member.name.value}`, member);
      if (!('fields' in definition)) continue;
      for (const field of definition.fields ?? []) {
        const coordinate = `${type}.${field.name.value}`;
        put(coordinate, field.name);
        if (!('arguments' in field)) continue;
        for (const argument of field.arguments ?? []) put(`${coordinate}(${argument.name.value}:)`, argument.name);
      }
    }
  }
  return places;
}

/** What each type that serves as a root is called once it is composed: each name once, however often a document says so. */
export function rootNames(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) {
      const known = names.get(type.name.value) ?? new Set();
      names.set(type.name.value, known.add(ROOTS[operation]));
    }
  }
  return new Map([...names].map(([type, roots]) => [type, [...roots]]));
}
