import { query } from '../hub/operation.ts';

export interface DataAccess {
  readonly id: string;
  readonly at: string | null;
  readonly app: string | null;
  readonly purpose: string | null;
  readonly case: string | null;
  readonly coordinates: readonly string[] | null;
  readonly receivers: readonly string[] | null;
  readonly ledger: string | null;
  readonly sequence: number | null;
  readonly chainHash: string | null;
}

export interface DataAccesses {
  readonly nodes: readonly DataAccess[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Page by page: the list of `dataAccesses` ends after a hundred. */
export const MY_ACCESSES = query<
  { me: { readonly id: string; readonly dataAccessesConnection: DataAccesses | null } | null },
  { since: string | null; withOwn: boolean; after: string | null }
>(
  `query MyAccesses($since: DateTime, $withOwn: Boolean!, $after: String) {
    me { id dataAccessesConnection(first: 100, after: $after, since: $since, withOwn: $withOwn) {
      nodes { id at app purpose case coordinates receivers ledger sequence chainHash }
      pageInfo { hasNextPage endCursor } } } }`,
);
