import { mutation, query } from '../hub/operation.ts';
import { FINDING, type Finding, type OpenPage } from './plugin.ts';

export interface Queued {
  readonly id: string;
  readonly state: string | null;
  readonly level: string | null;
  readonly turn: string | null;
  readonly submittedAt: string | null;
  readonly dueAt: string | null;
  readonly release: {
    readonly version: string;
    readonly plugin: { readonly name: string; readonly publisher: { readonly handle: string } | null } | null;
  } | null;
}
export const REVIEW_QUEUE = query<{ reviewQueue: OpenPage<Queued> | null }, { first: number }>(
  `query ReviewQueue($first: Int!) {
    reviewQueue(first: $first) { edges { node { id state level turn submittedAt dueAt release { version plugin { name publisher { handle } } } } } pageInfo { hasNextPage endCursor } } }`,
);

/** Something that goes or changes, and who asked for it lately. */
export interface Impact {
  readonly coordinate: string;
  readonly kind: string;
  readonly requests: number;
  readonly errors: number;
  readonly apps: number;
  readonly uses: readonly {
    readonly app: string | null;
    readonly operationName: string | null;
    readonly count: number;
  }[];
}

export interface Review extends Queued {
  readonly release:
    | (NonNullable<Queued['release']> & {
        readonly publishedAt: string;
        /** What admission found. */
        readonly findings: readonly Finding[] | null;
        readonly plugin: {
          readonly name: string;
          readonly title: string;
          readonly publisher: {
            readonly handle: string;
            readonly name: string;
            readonly verification: string;
            readonly isSuspended: boolean;
          } | null;
        } | null;
      })
    | null;
  /** What it takes from clients, and who asked for that lately. */
  readonly usageImpact: readonly Impact[] | null;
  readonly digest: string | null;
  /** Of what the release is sent: what is approved is no more than that. */
  readonly egressDigest: string | null;
  readonly note: string | null;
  readonly eyesNeeded: number | null;
  readonly approvals: readonly { readonly agency: string | null; readonly approvedAt: string | null }[] | null;
  readonly comments:
    | readonly { readonly side: string | null; readonly text: string | null; readonly at: string | null }[]
    | null;
  readonly schemaDiff:
    | readonly {
        readonly kind: string;
        readonly coordinate: string;
        readonly before: string | null;
        readonly after: string | null;
      }[]
    | null;
  readonly egressDiff:
    | readonly {
        readonly coordinate: string;
        readonly level: string;
        readonly needsGrant: boolean;
        readonly granted: boolean;
        readonly change: string;
        readonly purpose: string | null;
        readonly ways: readonly string[];
      }[]
    | null;
  /** What it may take of the hub beyond what is usual. */
  readonly limitsAsked:
    | readonly {
        readonly limit: string;
        readonly value: number;
        readonly usual: number;
        /** Of the release that serves; null: none does. */
        readonly before: number | null;
      }[]
    | null;
}
export const REVIEW = query<{ review: Review | null }, { review: string }>(
  `query Review($review: ID!) {
    review(id: $review) {
      id state level turn submittedAt dueAt digest egressDigest note eyesNeeded
      release { version publishedAt findings { ${FINDING} }
        plugin { name title publisher { handle name verification isSuspended } } }
      usageImpact { coordinate kind requests errors apps uses { app operationName count } }
      approvals { agency approvedAt }
      comments { side text at }
      schemaDiff { kind coordinate before after }
      egressDiff { coordinate level needsGrant granted change purpose ways }
      limitsAsked { limit value usual before } } }`,
);

interface Decided {
  readonly id: string;
  readonly state: string | null;
}
export const APPROVE = mutation<
  { approveRelease: (Decided & { eyesNeeded: number | null; approvals: readonly unknown[] | null }) | null },
  { review: string; digest: string; egressDigest: string | null }
>(
  `mutation Approve($review: ID!, $digest: String!, $egressDigest: String) {
    approveRelease(review: $review, digest: $digest, egressDigest: $egressDigest) { id state eyesNeeded approvals { agency } } }`,
);

export const REJECT = mutation<
  { rejectRelease: Decided | null },
  { review: string; reasonCode: string; reason: string }
>(
  `mutation Reject($review: ID!, $reasonCode: ReviewReason!, $reason: String!) {
    rejectRelease(review: $review, reasonCode: $reasonCode, reason: $reason) { id state } }`,
);

export const REQUEST_CHANGES = mutation<
  { requestChanges: Decided | null },
  { review: string; reasonCode: string; reason: string }
>(
  `mutation RequestChanges($review: ID!, $reasonCode: ReviewReason!, $reason: String!) {
    requestChanges(review: $review, reasonCode: $reasonCode, reason: $reason) { id state } }`,
);

export const KILL = mutation<{ killPlugin: string | null }, { plugin: string; reason: string }>(
  'mutation Kill($plugin: String!, $reason: String!) { killPlugin(plugin: $plugin, reason: $reason) }',
);

export const FREE_NAMES = mutation<{ freeNames: readonly string[] | null }, { publisher: string; reason: string }>(
  'mutation FreeNames($publisher: ID!, $reason: String!) { freeNames(publisher: $publisher, reason: $reason) }',
);

export const RESTORE = mutation<{ restorePlugin: string | null }, { plugin: string; reason: string }>(
  'mutation Restore($plugin: String!, $reason: String!) { restorePlugin(plugin: $plugin, reason: $reason) }',
);

export interface AuditEntry {
  readonly sequence: number;
  readonly at: string | null;
  readonly actor: string | null;
  readonly act: string | null;
  readonly target: string | null;
  readonly reason: string | null;
}
export const AUDIT = query<
  {
    auditEntries: OpenPage<AuditEntry> | null;
    verifyAudit: { intact: boolean; entries: number; brokenAt: number | null } | null;
  },
  { first: number }
>(
  `query Audit($first: Int!) {
    auditEntries(first: $first) { edges { node { sequence at actor act target reason } } pageInfo { hasNextPage endCursor } }
    verifyAudit { intact entries brokenAt } }`,
);

/** Those that follow: the chain was verified with the first of them. */
export const OLDER_AUDIT = query<
  { auditEntries: OpenPage<AuditEntry> | null },
  { first: number; after: string | null }
>(
  `query OlderAudit($first: Int!, $after: String) {
    auditEntries(first: $first, after: $after) { edges { node { sequence at actor act target reason } } pageInfo { hasNextPage endCursor } } }`,
);
