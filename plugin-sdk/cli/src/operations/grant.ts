import { mutation, query } from '../hub/operation.ts';
import type { OpenPage } from './plugin.ts';

export interface Grant {
  readonly id: string;
  readonly status: string;
  readonly level: string;
  readonly purpose: string;
  readonly coordinates: readonly string[];
  readonly retentionDays: number;
  readonly until: string;
  readonly requestedAt: string;
  readonly dueAt: string;
  readonly needsConsent: boolean;
  /** Persons who said yes, and who must. */
  readonly approvals: number;
  readonly approvalsNeeded: number;
  readonly app: string | null;
  readonly plugin: { readonly name: string } | null;
  readonly owner: { readonly uscc: string } | null;
  readonly reason: string | null;
  readonly decisionReason: string | null;
}
const GRANT =
  'id status level purpose coordinates retentionDays until requestedAt dueAt needsConsent approvals approvalsNeeded app plugin { name } owner { uscc } reason decisionReason';

export const GRANTS = query<
  { dataGrants: OpenPage<Grant> | null },
  { plugin: string | null; app: string | null; first: number }
>(
  `query Grants($plugin: ID, $app: String, $first: Int!) {
    dataGrants(plugin: $plugin, app: $app, first: $first) { edges { node { ${GRANT} } } pageInfo { hasNextPage endCursor } } }`,
);

export const GRANT_BY_ID = query<{ dataGrant: Grant | null }, { id: string }>(
  `query GrantById($id: ID!) { dataGrant(id: $id) { ${GRANT} } }`,
);

export interface GrantRequest {
  readonly plugin: string | null;
  readonly app: string | null;
  readonly coordinates: readonly string[];
  readonly purpose: string;
  readonly retentionDays: number;
  readonly until: string;
  readonly reason: string;
  readonly key: string;
}
export const REQUEST_GRANT = mutation<{ requestDataGrant: readonly Grant[] | null }, GrantRequest>(
  `mutation RequestGrant($plugin: ID, $app: String, $coordinates: [String!]!, $purpose: String!, $retentionDays: Int!, $until: DateTime!, $reason: String!, $key: ID) {
    requestDataGrant(plugin: $plugin, app: $app, coordinates: $coordinates, purpose: $purpose, retentionDays: $retentionDays, until: $until, reason: $reason, idempotencyKey: $key) { ${GRANT} } }`,
  true,
);

export const GRANTS_TO_DECIDE = query<{ dataGrantsToDecide: OpenPage<Grant> | null }, { first: number }>(
  `query GrantsToDecide($first: Int!) { dataGrantsToDecide(first: $first) { edges { node { ${GRANT} } } pageInfo { hasNextPage endCursor } } }`,
);

export interface GrantDecision {
  readonly id: string;
  readonly decision: 'APPROVE' | 'NARROW' | 'REFUSE';
  /** With NARROW: those that remain. */
  readonly coordinates: readonly string[] | null;
  readonly needsConsent: boolean;
  readonly reason: string | null;
  readonly key: string;
}
export const DECIDE_GRANT = mutation<{ decideDataGrant: Grant | null }, GrantDecision>(
  `mutation DecideGrant($id: ID!, $decision: GrantDecision!, $coordinates: [String!], $needsConsent: Boolean!, $reason: String, $key: ID) {
    decideDataGrant(id: $id, decision: $decision, coordinates: $coordinates, needsConsent: $needsConsent, reason: $reason, idempotencyKey: $key) { ${GRANT} } }`,
  true,
);

/** Accepted again, it stays so. */
export const ACCEPT_GRANT = mutation<{ acceptDataGrant: Grant | null }, { id: string }>(
  `mutation AcceptGrant($id: ID!) { acceptDataGrant(id: $id) { ${GRANT} } }`,
  true,
);
