import { mkdir } from 'node:fs/promises';
import {
  CityGraphError,
  chained,
  type ExchangeRecord,
  LEDGER_SEAL_ENTRIES,
  LEDGER_SEAL_TYPE,
  type LedgerEntry,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import { wordsOf } from '../words-of.ts';
import { type ArchiveDisk, archiveDisk, archiveFileName } from './archive-files.ts';
import { beginNext, noteBytes, noteEntry, noteSeal, resume, type Tail } from './archive-tail.ts';
import { followArchive } from './follow-archive.ts';
import { type SealMemory, seenOf } from './seal-memory.ts';
import type { Timestamp } from './timestamp-authority.ts';

export interface ArchiveOptions {
  readonly folder: string;
  /** Name of the ledger: part of every hash. */
  readonly ledger: string;
  /** Seals. */
  readonly key: SigningKey;
  /** Of keys that sealed before this one: what they sealed is believed, and the file in which they did is ended. */
  readonly formerKeys?: readonly SigningKey['publicJwk'][];
  /** Entries after which a seal is set; default, and at most, LEDGER_SEAL_ENTRIES. */
  readonly sealEntries?: number;
  /** Milliseconds after which a seal is set on what is there; default 60,000. */
  readonly sealMs?: number;
  /** Bytes after which the next file begins, behind a seal; default 64 MiB. */
  readonly fileBytes?: number;
  /** Remembers the last seal, outside the folder: what does not contain it is not continued. Default: nobody does. */
  readonly memory?: SealMemory;
  /** Dates the Merkle root of each seal; a seal that could not be dated is set all the same. */
  readonly timestamp?: Timestamp | undefined;
  /** Whether the folder is still this process's; default: it is. */
  readonly mayWrite?: () => boolean;
  /** Default: the folder's. */
  readonly disk?: ArchiveDisk;
  readonly log?: (line: object) => void;
  readonly now?: () => number;
}

/** A ledger on disk: chained, sealed, only ever longer. */
export interface Archive {
  /** Chains records behind what is there, durably; records that are there already are left out. Rejects with LEDGER_UNAVAILABLE when the disk fails: then some of them may be there. */
  append(records: readonly ExchangeRecord[]): Promise<void>;
  /** Seals what is not sealed yet; rejects as `append` does. */
  seal(): Promise<void>;
  /** Entries that are durable. */
  entries(): number;
  /** Seals, if the disk lets it, and ends. */
  close(): Promise<void>;
}

/**
 * Continues the archive in a folder, or begins one. After a failed write or sync nothing is taken before the file was cut to what was durable and read again.
 * Throws an Error that names the file and row when what is there is not what was written.
 */
export async function openArchive({
  folder,
  ledger,
  key,
  formerKeys = [],
  sealEntries: wanted = LEDGER_SEAL_ENTRIES,
  sealMs = 60_000,
  fileBytes = 64 * 1024 * 1024,
  memory,
  timestamp,
  mayWrite = () => true,
  disk = archiveDisk(folder),
  log = () => {},
  now = Date.now,
}: ArchiveOptions): Promise<Archive> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = { folder, disk, ledger, keys: [key.publicJwk, ...formerKeys] };
  const sealEntries = Math.min(wanted, LEDGER_SEAL_ENTRIES);

  /** As it is on disk, when it is what was seen of it: else nothing goes on behind it. */
  const resumed = async (): Promise<Tail> => {
    const there = await resume(place);
    try {
      const how = memory && (await followArchive(place, there, memory));
      if (how === 'begun') log({ event: 'seal-memory-begun', ledger, entries: there.sequence });
      return there;
    } catch (error) {
      await there.file.close().catch(() => {});
      throw error;
    }
  };

  let tail = await resumed();
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** What is behind the tail's bytes is not known. */
  let isBroken = false;
  let isClosed = false;

  const write = async (lines: readonly string[]): Promise<void> => {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    await tail.file.append(bytes);
    await tail.file.sync();
    noteBytes(tail, bytes);
  };

  const turnWhenFull = async (): Promise<void> => {
    if (tail.isSealed && tail.bytes >= fileBytes) tail = await beginNext(place, tail);
  };

  /** Nothing behind the tail was acknowledged: not lines, and not a file that could not be begun. */
  const mend = async (): Promise<void> => {
    await tail.file.close().catch(() => {});
    await disk.remove(archiveFileName(tail.number + 1));
    await disk.truncate(archiveFileName(tail.number), tail.bytes);
    const there = await resumed();
    if (there.head !== tail.head || there.bytes !== tail.bytes) {
      await there.file.close();
      throw new Error(`Entry ${tail.sequence} was acknowledged, and is not there as it was written.`);
    }
    tail = there;
    isBroken = false;
    log({ event: 'archive-recovered', ledger, entries: tail.sequence });
  };

  /** Whatever writes: not behind what may be damaged. */
  const change = async (run: () => Promise<void>): Promise<void> => {
    if (isClosed) throw new CityGraphError('LEDGER_UNAVAILABLE', `The archive of the ledger ${ledger} is closed.`);
    // Nothing is mended either: what is behind the tail may be another's by now.
    if (!mayWrite())
      throw new CityGraphError('LEDGER_UNAVAILABLE', `The folder of the ledger ${ledger} is another process’s.`);
    try {
      if (isBroken) await mend();
      await turnWhenFull();
      await run();
    } catch (error) {
      isBroken = true;
      const reason = wordsOf(error);
      const note = 'Nothing is archived until it can be written again; the journal keeps what comes.';
      log({ event: 'archive-failed', ledger, reason, note });
      const message = `The archive of the ledger ${ledger} cannot be written: ${reason}`;
      throw new CityGraphError('LEDGER_UNAVAILABLE', message);
    } finally {
      sealInTime();
    }
  };

  const sealInTime = (): void => {
    if (isClosed || tail.tree.size === 0) return;
    // A seal that failed is tried again as much later: maybe nothing comes any more.
    timer ??= setTimeout(() => {
      timer = undefined;
      void one(sealNow);
    }, sealMs).unref();
  };

  const dated = async (root: Buffer): Promise<string | null> => {
    try {
      return timestamp ? await timestamp(root) : null;
    } catch (error) {
      log({ event: 'seal-undated', ledger, reason: wordsOf(error) });
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
    const signed = signDocument(LEDGER_SEAL_TYPE, seal, [key]);
    await write([JSON.stringify({ seal: signed })]);
    noteSeal(tail, signed);
    // Behind the seal: one that is remembered and not there would stop the next start.
    await memory?.keep(seenOf(seal));
    await turnWhenFull();
  };

  const appendNow = async (records: readonly ExchangeRecord[]): Promise<void> => {
    const fresh = records.filter(({ id }) => !tail.known.has(id));
    for (let from = 0; from < fresh.length; ) {
      // A seal that failed is set first.
      const room = Math.max(0, sealEntries - tail.tree.size);
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
      for (const entry of entries) noteEntry(tail, entry);
      if (tail.tree.size >= sealEntries) await sealNow();
    }
  };

  /** One after another: a chain has one end. */
  const one = (run: () => Promise<void>): Promise<void> => {
    const running = last.then(() => change(run));
    last = running.catch(() => {});
    return running;
  };

  // The next file has seals of this key alone: at the start after the next, the former key need not be known.
  if (tail.sealedBy !== null && tail.sealedBy !== key.publicJwk.kid) {
    try {
      await sealNow();
      tail = await beginNext(place, tail);
    } catch (error) {
      await tail.file.close().catch(() => {});
      throw error;
    }
  }

  return {
    append: (records) => one(() => appendNow(records)),
    seal: () => one(sealNow),
    entries: () => tail.sequence,
    async close() {
      try {
        await one(sealNow);
      } finally {
        isClosed = true;
        clearTimeout(timer);
        await tail.file.close();
      }
    },
  };
}
