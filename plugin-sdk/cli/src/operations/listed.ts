import { nodesOf, type OpenPage } from './plugin.ts';

/** What of a list was asked for, and whether it goes on. */
export interface Listed<T> {
  readonly nodes: readonly T[];
  readonly hasMore: boolean;
}

export const listed = <T>(page: OpenPage<T> | null): Listed<T> => ({
  nodes: nodesOf(page),
  hasMore: page?.pageInfo.hasNextPage ?? false,
});

export const mapListed = <T, U>({ nodes, hasMore }: Listed<T>, map: (node: T) => U): Listed<U> => ({
  nodes: nodes.map(map),
  hasMore,
});
