import { type DocumentNode, execute, type FieldNode, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

export interface Completion {
  readonly data: Record<string, unknown> | null;
  /** How many nulls were put for each refused place, by path without indices. */
  readonly nulls: ReadonlyMap<string, number>;
}

export interface CompletionRequest {
  readonly schema: GraphQLSchema;
  /** The whole operation, refused fields included. */
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly refused: ReadonlySet<FieldNode>;
  /** Answer of the pruned operation; null: it was not executed. */
  readonly data: Record<string, unknown>;
}

/**
 * Puts null where refused fields were, in the order of the operation. graphql-js executes the whole operation over the
 * answer of the pruned one: so fragments, aliases, `@skip` and nulls that climb out of non-null places are as the
 * specification has them.
 */
export function completeAnswer({ schema, document, variables, refused, data }: CompletionRequest): Completion {
  const nulls = new Map<string, number>();
  const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, _, __, info) => {
    const { fieldNodes, path } = info;
    const value = source[path.key];
    if (value === undefined && fieldNodes.every((field) => refused.has(field))) {
      const key = positionKey(path);
      nulls.set(key, (nulls.get(key) ?? 0) + 1);
    }
    // From a non-null place this null climbs; what graphql-js says about it is known already.
    return value ?? null;
  };
  const result = execute({
    schema,
    document,
    rootValue: data,
    variableValues: variables,
    fieldResolver,
    // Open types were asked for __typename when the document was pruned.
    typeResolver: (value: { __typename?: unknown }) =>
      typeof value.__typename === 'string' ? value.__typename : undefined,
  });
  if (result instanceof Promise) throw new Error('Completing an answer must not wait for anything.');
  return { data: (result.data as Record<string, unknown> | null | undefined) ?? null, nulls };
}

interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

/** Response keys from the root, list indices left out. */
function positionKey(path: Path): string {
  const keys: string[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys.join('.');
}
