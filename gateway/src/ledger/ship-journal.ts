import { readFile, rename, writeFile } from 'node:fs/promises';
import type { ExchangeRecord } from '@citygraph/contract';
import { type Journal, type Position, START } from './journal.ts';

export interface ShipOptions {
  readonly journal: Journal;
  /** Takes records in order, durably; it may get some of them twice and knows them by their ids. */
  readonly sink: (records: readonly ExchangeRecord[]) => Promise<void>;
  /** Where it is kept how far the sink has come. */
  readonly cursorFile: string;
  /** Milliseconds in which records gather; default 100. */
  readonly gatherMs?: number;
  readonly log?: (line: object) => void;
}

export interface Shipping {
  /** Resolves when everything that was journalled before is shipped; rejects when the sink does not take it. */
  flush(): Promise<void>;
  /** Ships what is there, if the sink takes it, and stops. */
  stop(): Promise<void>;
}

const BATCH = 500;
const LONGEST_WAIT_MS = 30_000;

/** Brings a journal's records to where they are kept, at least once each, in order, and forgets them there once they have arrived. */
export async function shipJournal({
  journal,
  sink,
  cursorFile,
  gatherMs = 100,
  log = () => {},
}: ShipOptions): Promise<Shipping> {
  let cursor = await readCursor(cursorFile);
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let failures = 0;
  let stopped = false;

  const shipAll = async (): Promise<void> => {
    let batch: ExchangeRecord[] = [];
    let reached = cursor;
    const deliver = async () => {
      if (batch.length === 0) return;
      await sink(batch);
      cursor = reached;
      await writeCursor(cursorFile, cursor);
      batch = [];
    };
    for await (const { record, position } of journal.read(cursor)) {
      batch.push(record);
      reached = position;
      if (batch.length >= BATCH) await deliver();
    }
    await deliver();
    await journal.forget(cursor);
  };

  const ship = (): Promise<void> => {
    const running = last.then(shipAll);
    last = running.catch(() => {});
    return running;
  };

  const schedule = (milliseconds: number): void => {
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      ship().then(
        () => {
          failures = 0;
        },
        (error: unknown) => {
          failures += 1;
          log({ event: 'unshipped', reason: error instanceof Error ? error.message : String(error) });
          const wait = Math.min(LONGEST_WAIT_MS, gatherMs * 2 ** failures);
          // Gateways that lost the same sink do not come back together.
          schedule(wait * (0.5 + Math.random() * 0.5));
        },
      );
    }, milliseconds).unref();
  };

  const unlisten = journal.onAppended(() => schedule(gatherMs));
  schedule(0);
  return {
    flush: ship,
    async stop() {
      stopped = true;
      unlisten();
      clearTimeout(timer);
      await ship().catch((error: unknown) => {
        log({ event: 'unshipped', reason: error instanceof Error ? error.message : String(error) });
      });
    },
  };
}

async function readCursor(path: string): Promise<Position> {
  try {
    const { segment, offset } = JSON.parse(await readFile(path, 'utf8')) as Position;
    return Number.isSafeInteger(segment) && Number.isSafeInteger(offset) ? { segment, offset } : START;
  } catch {
    // From the beginning: what has arrived is known there.
    return START;
  }
}

/** Losing it after a crash costs a second shipment, so it need not be durable. */
async function writeCursor(path: string, cursor: Position): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(cursor), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
