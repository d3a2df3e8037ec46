import { join } from 'node:path';
import { archiveFileName } from '@citygraph/gateway';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { HUB } from '../hub-viewer.ts';
import { digestOfFile } from './archive-audit.ts';
import { audit } from './audit.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal, AuditSegment } from './audit-seal.entity.ts';
import { lastSegment } from './last-segment.ts';

export interface ForgetAuditOptions {
  /** Of the archive. */
  readonly folder: string;
  /** Days that an act stays in the database after it was sealed. */
  readonly keepDays: number;
  readonly now: Date;
  /** Acts that leave at once, about; what is left waits for the next time. */
  readonly most?: number;
}

/**
 * Lets acts leave the database that are old, sealed, and in a file of the archive that is there now as it was written; seals stay. Answers how many left.
 * @throws Error that names a file of the archive which is not as it was written: then nothing leaves
 */
export async function forgetAudit(
  em: EntityManager,
  { folder, keepDays, now, most = 10_000 }: ForgetAuditOptions,
): Promise<number> {
  const archived = (await lastSegment(em))?.toSequence ?? 0;
  const [oldest] = await findRows(em, AuditEntry, {}, { fields: ['sequence'], orderBy: { sequence: 'asc' }, limit: 1 });
  if (!oldest || oldest.sequence > archived) return 0;
  const from = oldest.sequence;
  const before = new Date(now.getTime() - keepDays * 86_400_000);
  const old = { toSequence: { $gte: from, $lte: archived }, sealedAt: { $lt: before } };
  const seals = await findRows(em, AuditSeal, old, { orderBy: { toSequence: 'asc' }, limit: most });
  // What is left must begin behind a seal: it says what the first of it follows.
  const to = seals.filter(({ toSequence }, index) => index === 0 || toSequence - from < most).at(-1)?.toSequence ?? 0;
  if (to < from) return 0;
  const segments = await findRows(em, AuditSegment, { toSequence: { $gte: from }, fromSequence: { $lte: to } });
  for (const { number, file } of segments) await assertKept(join(folder, archiveFileName(number)), file);
  await transact(em, async (inner) => {
    await inner.nativeDelete(AuditEntry, { sequence: { $lte: to } });
    const files = segments.map(({ number }) => archiveFileName(number)).sort();
    const reason = `Older than ${keepDays} days, sealed and in the archive: ${files.join(', ')}.`;
    const act = { act: 'forgetAudit', target: `audit/${from}-${to}`, reason, before: { from, to }, after: { files } };
    await audit(inner, HUB, act, now);
  });
  return to - from + 1;
}

async function assertKept(path: string, digest: string): Promise<void> {
  const found = await digestOfFile(path).catch(() => null);
  if (found === digest) return;
  throw new Error(
    `${path} ${found === null ? 'cannot be read' : 'is not as it was written'}: restore it from a copy; until then no act leaves the database.`,
  );
}
