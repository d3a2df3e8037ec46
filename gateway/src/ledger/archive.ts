import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchiveEnd,
  chained,
  digestOfPayload,
  type ExchangeRecord,
  genesisOf,
  LEDGER_SEAL_TYPE,
  type LedgerEntry,
  leafHash,
  MerkleRoot,
  type SigningKey,
  signDocument,
  verifyArchive,
} from '@citygraph/contract';
import type { Timestamp } from './timestamp-authority.ts';

export interface ArchiveOptions {
  readonly folder: string;
  /** Name of the ledger: part of every hash. */
  readonly ledger: string;
  /** Seals. */
  readonly key: SigningKey;
  /** Entries after which a seal is set; default 1,000. */
  readonly sealEntries?: number;
  /** Milliseconds after which a seal is set on what is there; default 60,000. */
  readonly sealMs?: number;
  /** Bytes after which the next file begins, behind a seal; default 64 MiB. */
  readonly fileBytes?: number;
  /** Dates the Merkle root of each seal; a seal that could not be dated is set all the same. */
  readonly timestamp?: Timestamp | undefined;
  readonly log?: (line: object) => void;
  readonly now?: () => number;
}

/** A ledger on disk: chained, sealed, only ever longer. */
export interface Archive {
  /** Chains records behind what is there, durably; records that are there already are left out. */
  append(records: readonly ExchangeRecord[]): Promise<void>;
  /** Seals what is not sealed yet. */
  seal(): Promise<void>;
  /** Entries so far. */
  entries(): number;
  close(): Promise<void>;
}

/** How far back a record is known again: more than a journal ever ships twice. */
const REMEMBERED = 20_000;

/** Continues the archive in a folder, or begins one. Throws an Error that names the file and row when what is there is not what was written. */
export async function openArchive({
  folder,
  ledger,
  key,
  sealEntries = 1_000,
  sealMs = 60_000,
  fileBytes = 64 * 1024 * 1024,
  timestamp,
  log = () => {},
  now = Date.now,
}: ArchiveOptions): Promise<Archive> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let tail = await resume(folder, ledger, key);
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (lines: readonly string[]): Promise<void> => {
    const text = lines.map((line) => `${line}\n`).join('');
    await tail.file.appendFile(text);
    await tail.file.datasync();
    tail.digest.update(text);
    tail.bytes += Buffer.byteLength(text);
  };

  const dated = async (root: Buffer): Promise<string | null> => {
    try {
      return timestamp ? await timestamp(root) : null;
    } catch (error) {
      log({ event: 'seal-undated', ledger, reason: error instanceof Error ? error.message : String(error) });
      return null;
    }
  };

  const sealNow = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (tail.tree.size === 0) return;
    const root = tail.tree.root();
    const seal = {
      ledger,
      from: tail.sequence - tail.tree.size + 1,
      to: tail.sequence,
      head: tail.head,
      root: root.toString('hex'),
      previousSeal: tail.previousSeal,
      sealedAt: new Date(now()).toISOString(),
      timestampToken: await dated(root),
    };
    await write([JSON.stringify({ seal: signDocument(LEDGER_SEAL_TYPE, seal, [key]) })]);
    tail.previousSeal = digestOfPayload(seal);
    tail.tree = new MerkleRoot();
    if (tail.bytes < fileBytes) return;
    await tail.file.close();
    const { sequence, head, previousSeal, digest } = tail;
    tail = await begin(
      folder,
      ledger,
      tail.number + 1,
      {
        sequence,
        head,
        seal: previousSeal,
        file: digest.digest('hex'),
      },
      tail.known,
    );
  };

  const appendNow = async (records: readonly ExchangeRecord[]): Promise<void> => {
    const fresh = records.filter(({ id }) => !tail.known.has(id));
    for (let from = 0; from < fresh.length; ) {
      const room = sealEntries - tail.tree.size;
      const part = fresh.slice(from, from + room);
      from += part.length;
      const entries: LedgerEntry<ExchangeRecord>[] = [];
      let before: Pick<LedgerEntry, 'sequence' | 'hash'> = { sequence: tail.sequence, hash: tail.head };
      for (const record of part) {
        const entry = chained(record, before);
        entries.push(entry);
        before = entry;
      }
      await write(entries.map((entry) => JSON.stringify({ entry })));
      for (const entry of entries) take(tail, entry);
      if (tail.tree.size >= sealEntries) await sealNow();
    }
    if (tail.tree.size > 0) timer ??= setTimeout(() => void one(sealNow), sealMs).unref();
  };

  /** One after another: a chain has one end. */
  const one = <T>(run: () => Promise<T>): Promise<T> => {
    const running = last.then(run);
    last = running.catch(() => {});
    return running;
  };

  return {
    append: (records) => one(() => appendNow(records)),
    seal: () => one(sealNow),
    entries: () => tail.sequence,
    async close() {
      await one(sealNow);
      clearTimeout(timer);
      await tail.file.close();
    },
  };
}

interface Tail {
  readonly number: number;
  readonly file: FileHandle;
  readonly digest: Hash;
  bytes: number;
  sequence: number;
  head: string;
  previousSeal: string | null;
  /** Of what is not sealed. */
  tree: MerkleRoot;
  readonly known: Set<string>;
}

const FILE = /^ledger-(\d{8})\.jsonl$/;

/** Name of an archive's file, from 1. */
export const archiveFileName = (number: number): string => `ledger-${String(number).padStart(8, '0')}.jsonl`;

/** Names of an archive's files, in order. */
export async function archiveFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => FILE.test(name)).sort();
}

async function begin(
  folder: string,
  ledger: string,
  number: number,
  continues: (Omit<ArchiveEnd, 'seal'> & { readonly seal: string | null }) | null,
  known: Set<string>,
): Promise<Tail> {
  const file = await open(join(folder, archiveFileName(number)), 'ax', 0o600);
  const header = `${JSON.stringify({ header: { ledger, format: 1, continues } })}\n`;
  await file.appendFile(header);
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
async function resume(folder: string, ledger: string, key: SigningKey): Promise<Tail> {
  const files = await archiveFiles(folder);
  const name = files.at(-1);
  if (name === undefined) return begin(folder, ledger, 1, null, new Set());
  const path = join(folder, name);
  await cutUnfinished(path);
  const verdict = await verifyArchive(linesOf(path), [key.publicJwk]);
  if (!verdict.ok)
    throw new Error(`The ledger's file ${name} is not as it was written, row ${verdict.row}: ${verdict.message}`);
  if (verdict.ledger !== ledger) throw new Error(`The folder holds the ledger ${verdict.ledger}, not ${ledger}.`);
  const tail: Tail = {
    number: Number(FILE.exec(name)?.[1]),
    file: await open(path, 'a', 0o600),
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

function take(tail: Tail, { sequence, hash, record }: LedgerEntry<ExchangeRecord>): void {
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

/** The lines of an archive's file; only a line feed ends one. */
export async function* linesOf(path: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
