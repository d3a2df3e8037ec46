/** A page of a list, as the Relay Cursor Connections Specification names its parts. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  /** The edges' nodes, for who needs no cursors. */
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

export interface Edge<T> {
  readonly node: T;
  readonly cursor: string;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** A page with nothing on it: of a parent that has no rows. */
export const emptyPage = (after: string | null): Connection<never> => ({
  edges: [],
  nodes: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: after !== null, startCursor: null, endCursor: null },
});

/** Makes a page of rows of which one more than `first` were asked for, so that it is known whether there is a next page. */
export function connectionFrom<T>(
  rows: readonly T[],
  first: number,
  after: string | null,
  cursorOf: (row: T) => string,
): Connection<T> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node): Edge<T> => ({ node, cursor: cursorOf(node) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
