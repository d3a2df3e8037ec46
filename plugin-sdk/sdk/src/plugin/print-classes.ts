/** type-graphql takes classes as they are; their constructors are its business. */
export type Class = abstract new (...args: never[]) => object;

export interface PrintedClasses {
  /** SDL with its directives, without links. */
  readonly body: string;
  readonly resolvers: Readonly<Record<string, object>>;
}

/** A schema from classes. Loaded where classes are used: who writes SDL needs neither package. */
export async function printClasses(
  resolvers: readonly Class[],
  orphanedTypes: readonly Class[],
): Promise<PrintedClasses> {
  const [{ buildSchema, createResolversMap }, { printSchemaWithDirectives }] = await Promise.all([
    import('type-graphql'),
    import('@graphql-tools/utils'),
  ]);
  const schema = await buildSchema({
    resolvers: resolvers as never,
    orphanedTypes: orphanedTypes as never,
    // Directives are checked by composition, on the SDL.
    skipCheck: true,
  });
  const body = printSchemaWithDirectives(schema).replace(/^schema \{[^}]*\}\s*/m, '');
  return { body, resolvers: createResolversMap(schema) as Record<string, object> };
}
