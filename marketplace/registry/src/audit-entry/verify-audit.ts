import { entryHash, genesisOf } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import { AUDIT_LEDGER } from './audit.ts';
import { AuditEntry } from './audit-entry.entity.ts';

export interface AuditVerdict {
  readonly intact: boolean;
  readonly entries: number;
  /** First entry that is not as it was written; null: all are. */
  readonly brokenAt: number | null;
}

const BATCH = 1_000;

/** Reads the chain from its beginning: an entry that was edited, removed, moved or put in is named. */
export async function verifyAudit(em: EntityManager): Promise<AuditVerdict> {
  let previous = genesisOf(AUDIT_LEDGER);
  let sequence = 0;
  const broken = (at: number): AuditVerdict => ({ intact: false, entries: sequence, brokenAt: at });
  for (;;) {
    const entries = await findRows(
      em,
      AuditEntry,
      { sequence: { $gt: sequence } },
      { orderBy: { sequence: 'asc' }, limit: BATCH },
    );
    for (const entry of entries) {
      if (entry.sequence !== sequence + 1 || entry.previous !== previous) return broken(sequence + 1);
      if (hashOf(entry) !== entry.hash) return broken(entry.sequence);
      previous = entry.hash;
      sequence = entry.sequence;
    }
    if (entries.length < BATCH) break;
  }
  const head = await em.findOne(Head, { name: 'audit' }, { disableIdentityMap: true });
  // Whoever cuts the end off leaves a head that knows better.
  if (head && head.version !== sequence) return broken(sequence + 1);
  // Whoever writes the last entry anew, hash and all, leaves one that knows the old one.
  if (head && sequence > 0 && head.hash !== previous) return broken(sequence);
  return { intact: true, entries: sequence, brokenAt: null };
}

function hashOf({ sequence, previous, record }: AuditEntry): string | null {
  try {
    return entryHash({ sequence, previous, record: JSON.parse(record) });
  } catch {
    return null;
  }
}
