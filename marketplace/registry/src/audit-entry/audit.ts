import { canonicalJson, chained, digestOfPayload, genesisOf, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { advanceHead } from '../policy/advance-head.ts';
import { Head } from '../policy/head.entity.ts';
import { AuditEntry } from './audit-entry.entity.ts';

/** Name of the chain: part of every hash. */
export const AUDIT_LEDGER = 'citygraph/audit';

/** One act. Digests are SHA-256 in hex of what the target was before and after; null: it was not there. */
export interface AuditRecord {
  readonly at: string;
  /** OIDC subject. */
  readonly actor: string;
  /** USCC of the actor's agency; null: a person for themselves. */
  readonly agency: string | null;
  /** Name of the mutation. */
  readonly act: string;
  readonly target: string;
  readonly reason: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Act {
  readonly act: string;
  readonly target: string;
  readonly reason?: string | null;
  readonly before: object | null;
  readonly after: object | null;
}

/** Puts an act at the end of the audit chain; call it inside the transaction in which it happens. */
export async function audit(
  em: EntityManager,
  { principal }: Viewer,
  { act, target, reason = null, before, after }: Act,
  now: Date,
): Promise<void> {
  const head = await advanceHead(em, 'audit', now);
  const last = { sequence: head.version - 1, hash: head.hash || genesisOf(AUDIT_LEDGER) };
  const record: AuditRecord = {
    at: now.toISOString(),
    actor: principal.subject ?? '',
    agency: principal.agency,
    act,
    target,
    reason,
    before: before && digestOf(before),
    after: after && digestOf(after),
  };
  const { sequence, previous, hash } = chained(record, last);
  await em.insert(AuditEntry, { sequence, previous, hash, record: canonicalJson(record) });
  await em.nativeUpdate(Head, { name: 'audit' }, { hash });
}

/** Dates as text: what is hashed is what JSON can hold. */
const digestOf = (state: object): string => digestOfPayload(JSON.parse(JSON.stringify(state)));
