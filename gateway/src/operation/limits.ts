/** What a document may hold; all of it is checked before validation and planning. */
export interface Limits {
  /** Bytes of a request body, and of a document. */
  readonly bodyBytes: number;
  /** Bytes that the body of somebody with a token may have besides, for variables: who publishes a schema sends it as one. */
  readonly variablesBytes: number;
  readonly tokens: number;
  /** Nesting of data fields. */
  readonly depth: number;
  /** Nesting below `__schema` and `__type` (GraphiQL's own query is 15 deep). */
  readonly introspectionDepth: number;
  /** Aliases, fragments expanded. */
  readonly aliases: number;
  /** Directives, fragments expanded. */
  readonly directives: number;
  /** Fields and fragments, fragments expanded. */
  readonly selections: number;
  /** What an operation may cost at most, counted by `@cost` and `@listSize` before anything is fetched. */
  readonly cost: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  bodyBytes: 100 * 1024,
  variablesBytes: 512 * 1024,
  tokens: 2_000,
  depth: 12,
  introspectionDepth: 20,
  aliases: 30,
  directives: 60,
  selections: 10_000,
  cost: 1_000_000,
});
