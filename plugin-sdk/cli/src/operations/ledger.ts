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

export const MY_ACCESSES = query<
  { me: { readonly id: string; readonly dataAccesses: readonly DataAccess[] | null } | null },
  { since: string | null; withOwn: boolean }
>(
  `query MyAccesses($since: DateTime, $withOwn: Boolean!) {
    me { id dataAccesses(since: $since, withOwn: $withOwn) {
      id at app purpose case coordinates receivers ledger sequence chainHash } } }`,
);
