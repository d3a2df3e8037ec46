import { mutation, query } from '../hub/operation.ts';
import type { Impact } from './admin.ts';
import type { OpenPage } from './plugin.ts';

/** The question whether clients may lose what they ask for. */
export interface Breaking {
  readonly id: string;
  readonly plugin: string | null;
  readonly kind: string | null;
  readonly state: string | null;
  readonly digest: string | null;
  readonly replaces: string | null;
  readonly reason: string | null;
  readonly askedAt: string | null;
  readonly dueAt: string | null;
  readonly decisionReason: string | null;
  readonly release: {
    readonly version: string;
    readonly digest: string;
    readonly state: string;
    readonly plugin: { readonly publisher: { readonly handle: string } | null } | null;
  } | null;
}
const BREAKING =
  'id plugin kind state digest replaces reason askedAt dueAt decisionReason release { version digest state plugin { publisher { handle } } }';

/** The same, with who loses what. */
export interface BreakingWhole extends Breaking {
  readonly impact: readonly Impact[] | null;
}
const WHOLE = `${BREAKING} impact { coordinate kind requests errors apps uses { app operationName count } }`;

export const BREAKING_TO_DECIDE = query<{ breakingChangesToDecide: OpenPage<Breaking> | null }, { first: number }>(
  `query BreakingToDecide($first: Int!) { breakingChangesToDecide(first: $first) { edges { node { ${BREAKING} } } pageInfo { hasNextPage endCursor } } }`,
);

export const BREAKING_BY_ID = query<{ breakingChange: BreakingWhole | null }, { id: string }>(
  `query BreakingById($id: ID!) { breakingChange(id: $id) { ${WHOLE} } }`,
);

export const FORCE_BREAKING = mutation<
  { forceBreakingChange: BreakingWhole | null },
  { release: string; reason: string }
>(
  `mutation ForceBreaking($release: ID!, $reason: String!) { forceBreakingChange(release: $release, reason: $reason) { ${WHOLE} } }`,
  true,
);

export const DECIDE_BREAKING = mutation<
  { decideBreakingChange: Breaking | null },
  { id: string; digest: string; confirm: boolean; reason: string }
>(
  `mutation DecideBreaking($id: ID!, $digest: String!, $confirm: Boolean!, $reason: String!) {
    decideBreakingChange(id: $id, digest: $digest, confirm: $confirm, reason: $reason) { ${BREAKING} } }`,
  true,
);

export const WITHDRAW_BREAKING = mutation<{ withdrawBreakingChange: Breaking | null }, { id: string }>(
  `mutation WithdrawBreaking($id: ID!) { withdrawBreakingChange(id: $id) { ${BREAKING} } }`,
  true,
);
