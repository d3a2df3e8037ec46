import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { AuditSegment } from './audit-seal.entity.ts';

/** The archive's last file; null: there is none yet. */
export const lastSegment = async (em: EntityManager): Promise<AuditSegment | null> =>
  (await findRows(em, AuditSegment, {}, { orderBy: { number: 'desc' }, limit: 1 }))[0] ?? null;
