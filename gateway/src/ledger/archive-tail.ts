import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchiveEnd,
  type ExchangeRecord,
  genesisOf,
  type LedgerEntry,
  type LedgerSeal,
  leafHash,
  MerkleRoot,
  type SignedDocument,
  type SigningKey,
  verifyArchive,
} from '@citygraph/contract';
import { type ArchiveDisk, archiveFileName, archiveFileNumber, archiveFiles, linesOf } from './archive-files.ts';
import type { AppendFile } from './journal-files.ts';
import { type SeenSeal, seenOf } from './seal-memory.ts';

/** How far back a record is known again: more than a journal ever ships twice. */
const REMEMBERED = 20_000;

/** Where an archive is, and whose. */
export interface Place {
  readonly folder: string;
  readonly disk: ArchiveDisk;
  /** Name of the ledger. */
  readonly ledger: string;
  /** Whose seals are believed in what is there. */
  readonly keys: readonly SigningKey['publicJwk'][];
}

/** The end of an archive: what is durable of it. */
export interface Tail {
  readonly number: number;
  readonly file: AppendFile;
  readonly digest: Hash;
  bytes: number;
  sequence: number;
  head: string;
  previousSeal: string | null;
  /** What this file says that it continues. */
  readonly continues: ArchiveEnd | null;
  /** The last seal in this file; null: it has none yet. */
  lastSeal: SeenSeal | null;
  /** Key of the last seal in this file; null: it has none yet. */
  sealedBy: string | null;
  /** Its last line is a seal: the next file may begin behind it. */
  isSealed: boolean;
  /** Of what is not sealed. */
  tree: MerkleRoot;
  readonly known: Set<string>;
}

async function begin(
  { disk, ledger }: Place,
  number: number,
  continues: ArchiveEnd | null,
  known: Set<string>,
): Promise<Tail> {
  const file = await disk.create(archiveFileName(number));
  const header = Buffer.from(`${JSON.stringify({ header: { ledger, format: 1, continues } })}\n`);
  try {
    await file.append(header);
    await file.sync();
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  return {
    number,
    file,
    digest: createHash('sha256').update(header),
    bytes: header.length,
    sequence: continues?.sequence ?? 0,
    head: continues?.head ?? genesisOf(ledger),
    previousSeal: continues?.seal ?? null,
    continues,
    lastSeal: null,
    sealedBy: null,
    isSealed: false,
    tree: new MerkleRoot(),
    known,
  };
}

/** Begins the file behind one that ends with a seal, and closes that one then. */
export async function beginNext(place: Place, tail: Tail): Promise<Tail> {
  const { number, sequence, head, previousSeal, digest, known } = tail;
  if (previousSeal === null) throw new Error('A file of an archive ends behind a seal, and this one has none.');
  const continues = { sequence, head, seal: previousSeal, file: digest.copy().digest('hex') };
  const next = await begin(place, number + 1, continues, known);
  await tail.file.close().catch(() => {});
  return next;
}

/**
 * Reads the last file to its end and makes durable what is there; a line that a crash left unfinished is cut. A last file without a whole header, which a crash left
 * when it was begun, is removed and begun anew.
 */
export async function resume(place: Place): Promise<Tail> {
  const names = await archiveFiles(place.folder);
  const name = names.at(-1);
  if (name === undefined) return begin(place, 1, null, new Set());
  if (!(await isUnfinishedHeader(join(place.folder, name)))) return tailOf(place, name, names.slice(0, -1));
  const before = names.at(-2);
  const tail = before === undefined ? null : await tailOf(place, before, names.slice(0, -2));
  await place.disk.remove(name);
  if (tail === null) return begin(place, 1, null, new Set());
  return tail.isSealed ? beginNext(place, tail) : tail;
}

/** The end of a file as it is on disk. */
async function tailOf({ folder, disk, ledger, keys }: Place, name: string, before: readonly string[]): Promise<Tail> {
  const path = join(folder, name);
  const { whole, size } = await lengthOf(path);
  if (whole < size) await disk.truncate(name, whole);
  const verdict = await verifyArchive(linesOf(path), keys);
  if (!verdict.ok)
    throw new Error(`The ledger's file ${name} is not as it was written, row ${verdict.row}: ${verdict.message}`);
  if (verdict.ledger !== ledger) throw new Error(`The folder holds the ledger ${verdict.ledger}, not ${ledger}.`);
  const tail: Omit<Tail, 'file'> = {
    number: archiveFileNumber(name),
    digest: createHash('sha256'),
    bytes: 0,
    sequence: verdict.continues?.sequence ?? 0,
    head: verdict.continues?.head ?? genesisOf(ledger),
    previousSeal: verdict.continues?.seal ?? null,
    continues: verdict.continues,
    lastSeal: null,
    sealedBy: null,
    isSealed: false,
    tree: new MerkleRoot(),
    known: new Set(await idsBehind(folder, before, REMEMBERED - verdict.entries)),
  };
  for await (const line of linesOf(path)) {
    noteBytes(tail, Buffer.from(`${line}\n`));
    const { entry, seal } = JSON.parse(line) as {
      entry?: LedgerEntry<ExchangeRecord>;
      seal?: SignedDocument<LedgerSeal>;
    };
    if (entry) noteEntry(tail, entry);
    if (seal) noteSeal(tail, seal);
  }
  return { ...tail, file: await reopenDurably(disk, name) };
}

/** What a process wrote and did not sync before it ended may be in memory only: who ships it again is told that it is known. */
async function reopenDurably(disk: ArchiveDisk, name: string): Promise<AppendFile> {
  const file = await disk.reopen(name);
  try {
    await file.sync();
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  return file;
}

/** Ids of the newest entries of files, the oldest first; about as many as are wanted. A journal ships again what a crash kept it from forgetting, and a file may have ended in between. */
async function idsBehind(folder: string, files: readonly string[], wanted: number): Promise<readonly string[]> {
  let ids: readonly string[] = [];
  for (const name of files.toReversed()) {
    if (ids.length >= wanted) break;
    const found: string[] = [];
    for await (const line of linesOf(join(folder, name))) {
      const { entry } = JSON.parse(line) as { entry?: LedgerEntry<ExchangeRecord> };
      if (entry) found.push(entry.record.id);
    }
    ids = [...found, ...ids];
  }
  return ids.slice(Math.max(0, ids.length - Math.max(0, wanted)));
}

/** Notes that lines were written. */
export function noteBytes(tail: Pick<Tail, 'digest' | 'bytes'>, bytes: Buffer): void {
  tail.digest.update(bytes);
  tail.bytes += bytes.length;
}

/** Notes that an entry was written. */
export function noteEntry(tail: Omit<Tail, 'file'>, { sequence, hash, record }: LedgerEntry<ExchangeRecord>): void {
  tail.sequence = sequence;
  tail.head = hash;
  tail.isSealed = false;
  tail.tree.add(leafHash(Buffer.from(hash, 'hex')));
  tail.known.add(record.id);
  if (tail.known.size > REMEMBERED)
    for (const oldest of tail.known) {
      tail.known.delete(oldest);
      break;
    }
}

/** Notes that a seal was written on what was not sealed. */
export function noteSeal(tail: Omit<Tail, 'file'>, { payload, signatures }: SignedDocument<LedgerSeal>): void {
  tail.lastSeal = seenOf(payload);
  tail.previousSeal = tail.lastSeal.digest;
  tail.sealedBy = signatures[0]?.keyId ?? null;
  tail.isSealed = true;
  tail.tree = new MerkleRoot();
}

/** Bytes; no header is longer. */
const LONGEST_HEADER = 4 * 1024;

async function isUnfinishedHeader(path: string): Promise<boolean> {
  const { whole, size } = await lengthOf(path);
  return whole === 0 && size < LONGEST_HEADER;
}

const STEP = 1024 * 1024;

/** Bytes of a file, and of its lines that end. */
async function lengthOf(path: string): Promise<{ readonly whole: number; readonly size: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, STEP));
    for (let end = size; end > 0; end -= buffer.length) {
      const start = Math.max(0, end - buffer.length);
      const { bytesRead } = await file.read(buffer, 0, end - start, start);
      const found = buffer.subarray(0, bytesRead).lastIndexOf('\n');
      if (found >= 0) return { whole: start + found + 1, size };
    }
    return { whole: 0, size };
  } finally {
    await file.close();
  }
}
