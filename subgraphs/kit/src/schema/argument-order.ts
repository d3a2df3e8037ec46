type Described = readonly { readonly fields?: readonly { readonly params?: { readonly index: number }[] }[] }[];

interface Storage {
  readonly objectTypes: Described;
  readonly interfaceTypes: Described;
}

/**
 * Puts the arguments of fields back into the order in which they were registered. Whoever executes a field has type-graphql 2.0 sort them in its storage, by which they are printed: a schema
 * would be another one after the first request. The storage is not exported; it is where every copy of the package looks for it.
 */
export function restoreArgumentOrder(): void {
  const { TypeGraphQLMetadataStorage: storage } = globalThis as { TypeGraphQLMetadataStorage?: Storage };
  for (const { fields = [] } of storage ? [...storage.objectTypes, ...storage.interfaceTypes] : []) {
    // Decorators of parameters are applied from the last to the first.
    for (const { params } of fields) params?.sort((one, other) => other.index - one.index);
  }
}
