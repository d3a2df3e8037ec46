import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeRecord, LedgerEntry } from '@citygraph/contract';
import { archiveFiles } from './archive-files.ts';

export interface ShipArchiveOptions {
  readonly folder: string;
  /** Name of the ledger. */
  readonly ledger: string;
  /** Entries that are durable by now: what stands behind them may be taken back. */
  readonly entries: () => number;
  /** Takes entries in order, knows again what it has, and answers how far it has come; of no entries as well. */
  readonly send: (batch: {
    readonly ledger: string;
    readonly entries: readonly LedgerEntry<ExchangeRecord>[];
  }) => Promise<{ readonly sequence: number }>;
  /** Told after each look how far it has come. */
  readonly onLook?: (arrival: Arrival) => void;
  /** Milliseconds between two looks; default 200. */
  readonly lookMs?: number;
  readonly log?: (line: object) => void;
}

/** How far a ledger's evidence has come. */
export interface Arrival {
  readonly ledger: string;
  /** Entries of the archive. */
  readonly archived: number;
  /** Those of them that the witness has, as far as is known. */
  readonly arrived: number;
  /** The last look brought nothing through that it should have. */
  readonly isHeldUp: boolean;
}

const BATCH = 200;
/** With it a batch is sent, however few its entries: a record may name thousands of people. */
const BATCH_BYTES = 512 * 1024;
const LONGEST_WAIT_MS = 30_000;

/**
 * Brings an archive's entries to a witness, such as the registry, in order and for as long as it takes. Where to go on is asked of the witness: nothing is kept
 * here. The last entry that it has is shown to it once more, so that a witness of another archive says so at once, and not when something new comes. The answer stops it,
 * after one last try.
 */
export function shipArchive({
  folder,
  ledger,
  entries,
  send,
  onLook = () => {},
  lookMs = 200,
  log = () => {},
}: ShipArchiveOptions): () => Promise<void> {
  const stopping = new AbortController();
  let arrived: number | null = null;
  let latest = 0;
  let place: Place = { file: 0, offset: 0 };

  const shipAll = async (): Promise<void> => {
    arrived ??= await fromWitness();
    for (let durable = entries(); arrived < durable; durable = entries()) {
      const { found, next } = await entriesBetween(folder, place, arrived, durable);
      if (found.length === 0)
        throw new Error(`The archive has no entry ${arrived + 1} any more: a file of it is gone.`);
      arrived = (await send({ ledger, entries: found })).sequence;
      place = next;
    }
  };

  /** Where to go on: the entry before what the witness does not have. */
  const fromWitness = async (): Promise<number> => {
    const { sequence } = await send({ ledger, entries: [] });
    const archived = entries();
    if (sequence > archived) {
      throw new Error(
        `The witness has ${sequence} entries of the ledger ${ledger}, and this archive ${archived}: it was put back or lost, or another gateway keeps a ledger of the same name. Nothing of it arrives until it has a name of its own.`,
      );
    }
    return Math.max(0, sequence - 1);
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await shipAll();
        if (failures > 0) log({ event: 'evidence-shipped', ledger, archived: entries() });
        failures = 0;
        latest = arrived ?? 0;
        onLook({ ledger, archived: entries(), arrived: latest, isHeldUp: false });
      } catch (error) {
        failures += 1;
        onLook({ ledger, archived: entries(), arrived: latest, isHeldUp: true });
        // The witness may have come further, or have been put back: it is asked again.
        arrived = null;
        place = { file: 0, offset: 0 };
        // Said again each time that it took twice as long: evidence that arrives nowhere must not be forgotten.
        if (Number.isInteger(Math.log2(failures))) {
          const reason = error instanceof Error ? error.message : String(error);
          log({ event: 'evidence-unshipped', ledger, attempts: failures, archived: entries(), reason });
        }
      }
      const wait = Math.min(LONGEST_WAIT_MS, lookMs * 2 ** failures);
      await sleep(wait, null, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };

  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await shipAll().catch(() => {});
  };
}

/** Where reading goes on: index among the archive's files, and bytes into it. */
interface Place {
  readonly file: number;
  readonly offset: number;
}

/** The next entries behind a sequence number and up to another, and where those that follow begin. */
async function entriesBetween(
  folder: string,
  from: Place,
  sequence: number,
  durable: number,
): Promise<{ found: LedgerEntry<ExchangeRecord>[]; next: Place }> {
  const files = await archiveFiles(folder);
  const found: LedgerEntry<ExchangeRecord>[] = [];
  let next = from;
  let bytes = 0;
  for (let file = from.file; file < files.length; file += 1) {
    let offset = file === from.file ? from.offset : 0;
    for await (const line of wholeLines(join(folder, files[file] ?? ''), offset)) {
      offset += Buffer.byteLength(line) + 1;
      const { entry } = JSON.parse(line) as { entry?: LedgerEntry<ExchangeRecord> };
      if (!entry) continue;
      // Behind an entry, and none that is not durable: what follows may be taken back yet.
      next = { file, offset };
      if (entry.sequence <= sequence) continue;
      found.push(entry);
      bytes += line.length;
      if (entry.sequence === durable || found.length === BATCH || bytes >= BATCH_BYTES) return { found, next };
    }
  }
  return { found, next };
}

/** Lines that end: the last one may be in the middle of being written. */
async function* wholeLines(path: string, start: number): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', start })) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
