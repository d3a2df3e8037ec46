import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchiveEnd,
  digestOfPayload,
  type ExchangeRecord,
  genesisOf,
  type LedgerEntry,
  leafHash,
  MerkleRoot,
  type SigningKey,
  verifyArchive,
} from '@citygraph/contract';
import { type ArchiveDisk, archiveFileName, archiveFileNumber, archiveFiles, linesOf } from './archive-files.ts';
import type { AppendFile } from './journal-files.ts';

/** How far back a record is known again: more than a journal ever ships twice. */
const REMEMBERED = 20_000;

/** Where an archive is, and whose. */
export interface Place {
  readonly folder: string;
  readonly disk: ArchiveDisk;
  /** Name of the ledger. */
  readonly ledger: string;
  readonly key: SigningKey;
}

/** The end of an archive, as it is on disk. */
export interface Tail {
  readonly number: number;
  readonly file: AppendFile;
  readonly digest: Hash;
  bytes: number;
  sequence: number;
  head: string;
  previousSeal: string | null;
  /** Of what is not sealed. */
  tree: MerkleRoot;
  readonly known: Set<string>;
}

export async function begin(
  { disk, ledger }: Place,
  number: number,
  continues: (Omit<ArchiveEnd, 'seal'> & { readonly seal: string | null }) | null,
  known: Set<string>,
): Promise<Tail> {
  const file = await disk.create(archiveFileName(number));
  const header = `${JSON.stringify({ header: { ledger, format: 1, continues } })}\n`;
  await file.append(Buffer.from(header));
  await file.sync();
  return {
    number,
    file,
    digest: createHash('sha256').update(header),
    bytes: header.length,
    sequence: continues?.sequence ?? 0,
    head: continues?.head ?? genesisOf(ledger),
    previousSeal: continues?.seal ?? null,
    tree: new MerkleRoot(),
    known,
  };
}

/** Reads the last file to its end; a line that a crash left unfinished is cut. */
export async function resume(place: Place): Promise<Tail> {
  const { folder, disk, ledger, key } = place;
  const files = await archiveFiles(folder);
  const name = files.at(-1);
  if (name === undefined) return begin(place, 1, null, new Set());
  const path = join(folder, name);
  await cutUnfinished(path);
  const verdict = await verifyArchive(linesOf(path), [key.publicJwk]);
  if (!verdict.ok)
    throw new Error(`The ledger's file ${name} is not as it was written, row ${verdict.row}: ${verdict.message}`);
  if (verdict.ledger !== ledger) throw new Error(`The folder holds the ledger ${verdict.ledger}, not ${ledger}.`);
  const tail: Tail = {
    number: archiveFileNumber(name),
    file: await disk.reopen(name),
    digest: createHash('sha256'),
    bytes: 0,
    sequence: verdict.continues?.sequence ?? 0,
    head: verdict.continues?.head ?? genesisOf(ledger),
    previousSeal: verdict.continues?.seal ?? null,
    tree: new MerkleRoot(),
    known: new Set(await idsBehind(folder, files.slice(0, -1), REMEMBERED - verdict.entries)),
  };
  for await (const line of linesOf(path)) {
    tail.digest.update(`${line}\n`);
    tail.bytes += Buffer.byteLength(line) + 1;
    const { entry, seal } = JSON.parse(line) as {
      entry?: LedgerEntry<ExchangeRecord>;
      seal?: { payload: unknown };
    };
    if (entry) take(tail, entry);
    if (seal) {
      tail.tree = new MerkleRoot();
      tail.previousSeal = digestOfPayload(seal.payload);
    }
  }
  return tail;
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

export function take(tail: Tail, { sequence, hash, record }: LedgerEntry<ExchangeRecord>): void {
  tail.sequence = sequence;
  tail.head = hash;
  tail.tree.add(leafHash(Buffer.from(hash, 'hex')));
  tail.known.add(record.id);
  if (tail.known.size > REMEMBERED)
    for (const oldest of tail.known) {
      tail.known.delete(oldest);
      break;
    }
}

async function cutUnfinished(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const span = Math.min(size, 8 * 1024 * 1024);
    const { buffer } = await file.read(Buffer.alloc(span), 0, span, size - span);
    const end = buffer.lastIndexOf('\n') + 1;
    if (end === span) return;
    await file.truncate(size - span + end);
    await file.sync();
  } finally {
    await file.close();
  }
}
