import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchiveEnd, type SigningKey, verifyArchive } from '@citygraph/contract';
import { archiveFileName, linesOf, syncFolder } from '@citygraph/gateway';
import { findRows } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { AUDIT_LEDGER } from './audit.ts';
import { AuditBroken } from './audit-broken.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal, AuditSegment } from './audit-seal.entity.ts';
import { lastSegment } from './last-segment.ts';

export interface ArchiveAuditOptions {
  /** Files are only ever added to it; replicas may share it. */
  readonly folder: string;
  /** Those who may have sealed. */
  readonly keys: readonly SigningKey['publicJwk'][];
  readonly now: Date;
  /** Sealed acts after which a file is written. */
  readonly entries?: number;
  /** Milliseconds after which one is written of what is sealed. */
  readonly ms?: number;
}

/** A file ends here, behind a seal. */
const MOST = 50_000;

/**
 * Writes what is sealed and not archived yet into the archive's next file, in the format of the gateway's ledger: whole, read again and verified before it has its name, and
 * never touched afterwards. Answers the file's name; null: nothing was due. @throws Error that names what is wrong
 */
export async function archiveAudit(
  em: EntityManager,
  { folder, keys, now, entries = 10_000, ms = 86_400_000 }: ArchiveAuditOptions,
): Promise<string | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const last = await lastSegment(em);
  const number = (last?.number ?? 0) + 1;
  const name = archiveFileName(number);
  const path = join(folder, name);
  if (await isThere(path)) {
    // Whoever wrote it was ended before it was noted.
    await note(em, number, await verified(path, keys, last), now);
    return name;
  }
  const seals = await sealsAfter(em, last?.toSequence ?? 0);
  const [first, to] = [seals[0], seals.at(-1)?.toSequence ?? 0];
  if (!first) return null;
  const isDue = to - first.fromSequence + 1 >= entries || now.getTime() - first.sealedAt.getTime() >= ms;
  if (!isDue) return null;
  const beside = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  try {
    await write(beside, linesFor(em, last, seals));
    const end = await verified(beside, keys, last);
    // Of two who wrote it at once, one gives it its name; the other finds it noted.
    if (!(await named(beside, path))) return null;
    await syncFolder(folder);
    await note(em, number, end, now);
  } finally {
    await rm(beside, { force: true });
  }
  return name;
}

/** What the file behind this one continues. */
const endOf = (segment: AuditSegment | null): ArchiveEnd | null =>
  segment && { sequence: segment.toSequence, head: segment.head, seal: segment.seal, file: segment.file };

/** SHA-256 in hex of a file. */
export async function digestOfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

async function sealsAfter(em: EntityManager, sequence: number): Promise<AuditSeal[]> {
  const where = { fromSequence: { $gt: sequence } };
  const seals = await findRows(em, AuditSeal, where, { orderBy: { fromSequence: 'asc' }, limit: 5_000 });
  return seals.filter(({ toSequence }, index) => index === 0 || toSequence - sequence <= MOST);
}

async function* linesFor(
  em: EntityManager,
  last: AuditSegment | null,
  seals: readonly AuditSeal[],
): AsyncIterable<string> {
  yield JSON.stringify({ header: { ledger: AUDIT_LEDGER, format: 1, continues: endOf(last) } });
  for (const { fromSequence, toSequence, document } of seals) {
    const where = { sequence: { $gte: fromSequence, $lte: toSequence } };
    for (const { sequence, previous, record, hash } of await findRows(em, AuditEntry, where, {
      orderBy: { sequence: 'asc' },
    })) {
      yield JSON.stringify({ entry: { sequence, previous, record: JSON.parse(record), hash } });
    }
    yield JSON.stringify({ seal: JSON.parse(document) });
  }
}

async function write(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const line of lines) await file.appendFile(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Where a file ends that continues the one before it. @throws AuditBroken, or an Error that names the file and row */
async function verified(
  path: string,
  keys: readonly SigningKey['publicJwk'][],
  last: AuditSegment | null,
): Promise<ArchiveEnd> {
  const verdict = await verifyArchive(linesOf(path), keys);
  if (!verdict.ok) {
    if (verdict.sequence !== null) throw new AuditBroken(verdict.sequence, verdict.message);
    throw new Error(`${path}, row ${verdict.row}: ${verdict.message}`);
  }
  const { ledger, continues, end } = verdict;
  if (ledger !== AUDIT_LEDGER || JSON.stringify(continues) !== JSON.stringify(endOf(last)) || end === null) {
    throw new Error(`${path} is not what follows in this archive: give each registry a folder of its own.`);
  }
  return end;
}

async function note(
  em: EntityManager,
  number: number,
  { sequence, head, seal, file }: ArchiveEnd,
  now: Date,
): Promise<void> {
  const [entry] = await findRows(em, AuditEntry, { sequence });
  if (entry?.hash !== head) {
    const name = archiveFileName(number);
    throw new AuditBroken(sequence, `${name} ends with another entry: the database is not the one that was archived.`);
  }
  const fromSequence = ((await lastSegment(em))?.toSequence ?? 0) + 1;
  const segment = { number, fromSequence, toSequence: sequence, head, seal, file, writtenAt: now };
  await em.insert(AuditSegment, segment).catch((error: unknown) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
  });
}

const named = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
