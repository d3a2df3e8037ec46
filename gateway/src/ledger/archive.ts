import { mkdir } from 'node:fs/promises';
import {
  chained,
  digestOfPayload,
  type ExchangeRecord,
  LEDGER_SEAL_TYPE,
  type LedgerEntry,
  MerkleRoot,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import { type ArchiveDisk, archiveDisk } from './archive-files.ts';
import { begin, resume, take } from './archive-tail.ts';
import type { Timestamp } from './timestamp-authority.ts';

export { archiveFileName, linesOf } from './archive-files.ts';

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
  /** Default: the folder's. */
  readonly disk?: ArchiveDisk;
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

/** Continues the archive in a folder, or begins one. Throws an Error that names the file and row when what is there is not what was written. */
export async function openArchive({
  folder,
  ledger,
  key,
  sealEntries = 1_000,
  sealMs = 60_000,
  fileBytes = 64 * 1024 * 1024,
  timestamp,
  disk = archiveDisk(folder),
  log = () => {},
  now = Date.now,
}: ArchiveOptions): Promise<Archive> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = { folder, disk, ledger, key };
  let tail = await resume(place);
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (lines: readonly string[]): Promise<void> => {
    const text = lines.map((line) => `${line}\n`).join('');
    await tail.file.append(Buffer.from(text));
    await tail.file.sync();
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
      place,
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
