/** A document of ours, with what it takes and what it answers. */
export interface Operation<D, V> {
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  readonly document: string;
  /** Sent twice it does the same as once. */
  readonly isRepeatable: boolean;
  /** Only for the compiler. */
  readonly types?: (variables: V) => D;
}

const named = (document: string): string => /^\s*(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? '';

export const query = <D, V = Record<string, never>>(document: string): Operation<D, V> => ({
  kind: 'query',
  name: named(document),
  document,
  isRepeatable: true,
});

export const mutation = <D, V>(document: string, isRepeatable = false): Operation<D, V> => ({
  kind: 'mutation',
  name: named(document),
  document,
  isRepeatable,
});
