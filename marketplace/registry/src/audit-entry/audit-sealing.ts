import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal } from './audit-seal.entity.ts';
import { lastSegment } from './last-segment.ts';

/** How far the audit chain is sealed, archived, and gone from the database. */
export interface AuditSealing {
  readonly entries: number;
  /** `hash` of the last entry. */
  readonly head: string | null;
  readonly sealedTo: number;
  readonly sealedAt: Date | null;
  readonly archivedTo: number;
  /** `hash` with which the archive ends: for `citygraph ledger verify --head`. */
  readonly archivedHead: string | null;
  /** Entries that are in the archive alone. */
  readonly gone: number;
}

export async function auditSealing(em: EntityManager): Promise<AuditSealing> {
  const [head] = await findRows(em, Head, { name: 'audit' });
  const [seal] = await findRows(em, AuditSeal, {}, { orderBy: { fromSequence: 'desc' }, limit: 1 });
  const [first] = await findRows(em, AuditEntry, {}, { fields: ['sequence'], orderBy: { sequence: 'asc' }, limit: 1 });
  const segment = await lastSegment(em);
  return {
    entries: head?.version ?? 0,
    head: head?.hash || null,
    sealedTo: seal?.toSequence ?? 0,
    sealedAt: seal?.sealedAt ?? null,
    archivedTo: segment?.toSequence ?? 0,
    archivedHead: segment?.head ?? null,
    gone: (first?.sequence ?? 1) - 1,
  };
}
