import { CityGraphError, type ExchangeRecord } from '@citygraph/contract';
import { framed, LONGEST_PAYLOAD, readFrames } from './frames.ts';
import type { AppendFile, JournalFiles } from './journal-files.ts';
import type { Ledger } from './ledger.ts';
import { type Announcement, type Entry, isAnnouncement, nameOf, recover, rereadMark } from './recover-journal.ts';

/** Where in a journal a record ends. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

export interface JournalledRecord {
  readonly record: ExchangeRecord;
  /** Behind it. */
  readonly position: Position;
}

export interface Journal extends Ledger {
  /** Records that are durable, from a position on, in order, up to the first announcement whose answer may still come. One that was answered is none. */
  read(from: Position): AsyncIterable<JournalledRecord>;
  /** Deletes segments that lie wholly before a position. */
  forget(before: Position): Promise<void>;
  /** Calls back when there may be more to read; answers how to stop that. */
  onAppended(listener: () => void): () => void;
  /** Waits for what is under way; appends after it reject. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly files: JournalFiles;
  /** Bytes after which a new segment begins; default 8 MiB. */
  readonly segmentBytes?: number;
  /** Records that may wait for the disk; default 10,000. More are refused at once. */
  readonly maxWaiting?: number;
  /** Milliseconds between attempts to write again after a failure; default 1,000. */
  readonly probeMs?: number;
  /** Milliseconds that an announcement waits for the record of its answer; default 5 minutes: no operation takes as long. A record that comes later is refused. */
  readonly patienceMs?: number;
  readonly log?: (line: object) => void;
}

export const START: Position = { segment: 0, offset: 0 };

interface Waiting {
  readonly frame: Buffer;
  resolve(): void;
  reject(error: Error): void;
}

interface Segment {
  readonly number: number;
  readonly file: AppendFile;
  bytes: number;
}

/**
 * An append-only journal. Whoever appends waits until the disk has it; all that wait while the disk is busy go into the next write together. After a failed
 * write or sync the file is never trusted again: a new segment is begun once the disk works.
 */
export async function openJournal({
  files,
  segmentBytes = 8 * 1024 * 1024,
  maxWaiting = 10_000,
  probeMs = 1_000,
  patienceMs = 300_000,
  log = () => {},
}: JournalOptions): Promise<Journal> {
  const { durable, answered, latest, salvaged } = await recover(files, log);
  let next = Math.max(0, ...durable.keys()) + 1;
  let segment: Segment | null = null;
  let waiting: Waiting[] = [];
  /** While somebody writes, whoever comes waits for the next write. */
  let isWriting = false;
  let written: Promise<void> = Promise.resolve();
  let failure: Error | null = null;
  let probe: NodeJS.Timeout | undefined;
  let closed = false;
  const listeners = new Set<() => void>();
  const tellListeners = () => {
    for (const listener of listeners) listener();
  };
  /** Announcements that wait for the record of their answer; those of an earlier process wait no more. */
  const open = new Map<string, NodeJS.Timeout>();
  /** Of one exchange the last announcement counts: it names whoever the earlier ones named. */
  const announcedAgain = async (record: ExchangeRecord): Promise<void> => {
    const before = latest.get(record.id);
    const again = before === undefined ? 0 : before.again + 1;
    latest.set(record.id, { again, segment: null });
    try {
      await put({ announced: record, ...(again > 0 && { again }) } satisfies Announcement, ({ number }) => {
        if (latest.get(record.id)?.again === again) latest.set(record.id, { again, segment: number });
      });
    } catch (error) {
      if (before === undefined) latest.delete(record.id);
      else latest.set(record.id, before);
      throw error;
    }
  };
  /** Announcements that were waited for too long: they may have been shipped as they are, and whoever takes records takes an id once. */
  const givenUp = new Set<string>();
  const assertAwaited = (id: string): void => {
    if (givenUp.has(id)) throw unavailable();
  };
  /** It is not waited for any longer: a record follows, or never will. */
  const settle = (id: string): boolean => {
    clearTimeout(open.get(id));
    return open.delete(id);
  };

  const begin = async (): Promise<Segment> => {
    const number = next;
    // A name that was tried and failed is not tried again: the file may be there.
    next += 1;
    const file = await files.create(nameOf(number));
    durable.set(number, 0);
    return { number, file, bytes: 0 };
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const bytes = Buffer.concat(batch.map(({ frame }) => frame));
    if (segment && segment.bytes >= segmentBytes) {
      await segment.file.close();
      segment = null;
    }
    segment ??= await begin();
    await segment.file.append(bytes);
    await segment.file.sync();
    segment.bytes += bytes.length;
    durable.set(segment.number, segment.bytes);
  };

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch);
      } catch (error) {
        isWriting = false;
        fail(error, batch);
        return;
      }
      for (const { resolve } of batch) resolve();
      tellListeners();
    }
    isWriting = false;
  };

  const fail = (error: unknown, batch: readonly Waiting[]): void => {
    failure = error instanceof Error ? error : new Error(String(error));
    log({
      event: 'journal-failed',
      reason: failure.message,
      note: 'Nothing personal is shown until it can be written again.',
    });
    const broken = segment;
    segment = null;
    broken?.file.close().catch(() => {});
    const refused = [...batch, ...waiting];
    waiting = [];
    for (const { reject } of refused) reject(unavailable());
    if (!closed) probe = setTimeout(() => void tryAgain(), probeMs).unref();
  };

  /** Nothing of it was acknowledged: a disk that fails for hours is not filled with what was tried. */
  const abandon = async ({ number, file }: Segment): Promise<void> => {
    durable.delete(number);
    await file.close().catch(() => {});
    await files.remove(nameOf(number)).catch(() => {});
  };

  /** Writes nothing into a new segment: if that works, so will records. */
  const tryAgain = async (): Promise<void> => {
    let fresh: Segment | null = null;
    try {
      fresh = await begin();
      await fresh.file.append(PROBE);
      await fresh.file.sync();
      fresh.bytes = PROBE.length;
      durable.set(fresh.number, fresh.bytes);
      segment = fresh;
      failure = null;
      log({ event: 'journal-recovered' });
      tellListeners();
    } catch (error) {
      log({ event: 'journal-failed', reason: error instanceof Error ? error.message : String(error) });
      if (fresh) await abandon(fresh);
      if (!closed) probe = setTimeout(() => void tryAgain(), probeMs).unref();
    }
  };

  /** `whenDurable` is called before anybody reads on. */
  const put = (entry: object, whenDurable: (at: Segment) => void = () => {}): Promise<void> => {
    if (failure || closed || waiting.length >= maxWaiting) return Promise.reject(unavailable());
    const payload = Buffer.from(JSON.stringify(entry));
    if (payload.length > LONGEST_PAYLOAD) return Promise.reject(unavailable());
    return new Promise((resolve, reject) => {
      waiting.push({
        frame: framed(payload),
        resolve() {
          if (segment) whenDurable(segment);
          resolve();
        },
        reject,
      });
      if (isWriting) return;
      isWriting = true;
      written = flush();
    });
  };

  return {
    isAvailable: () => failure === null && !closed && waiting.length < maxWaiting,
    async announce(record) {
      assertAwaited(record.id);
      clearTimeout(open.get(record.id));
      const given = setTimeout(() => {
        open.delete(record.id);
        givenUp.add(record.id);
        tellListeners();
      }, patienceMs).unref();
      // Before it is durable: whoever reads then must not take it for one that nobody answers.
      open.set(record.id, given);
      try {
        await announcedAgain(record);
      } catch (error) {
        settle(record.id);
        throw error;
      }
    },
    release(id) {
      givenUp.delete(id);
      if (settle(id)) tellListeners();
    },
    async append(record) {
      assertAwaited(record.id);
      try {
        await put(record, ({ number }) => {
          if (!settle(record.id)) return;
          answered.set(record.id, number);
          latest.delete(record.id);
        });
      } catch (error) {
        settle(record.id);
        throw error;
      }
    },
    async *read(from) {
      for (const [number, length] of [...durable].sort(([one], [other]) => one - other)) {
        if (number < from.segment) continue;
        // What was read of a segment before it was damaged is no place in what was saved of it: whoever takes records knows them by their ids.
        const start = number === from.segment && !salvaged.has(number) ? from.offset : 0;
        if (start >= length) continue;
        const bytes = (await files.read(nameOf(number), start)).subarray(0, length - start);
        const { payloads, ends } = readFrames(bytes);
        for (const [index, payload] of payloads.entries()) {
          const entry = JSON.parse(payload.toString('utf8')) as Entry;
          if (entry === null) continue;
          const position = { segment: number, offset: start + (ends[index] ?? 0) };
          if (!isAnnouncement(entry)) yield { record: entry, position };
          else if (open.has(entry.announced.id)) return;
          else if (
            !answered.has(entry.announced.id) &&
            (entry.again ?? 0) === (latest.get(entry.announced.id)?.again ?? 0)
          )
            yield { record: entry.announced, position };
        }
      }
    },
    async forget(before) {
      for (const number of [...durable.keys()]) {
        if (number >= before.segment || number === segment?.number) continue;
        await files.remove(nameOf(number));
        if (salvaged.delete(number)) await files.remove(rereadMark(nameOf(number)));
        durable.delete(number);
      }
      // The announcement lies before its answer: where that is gone, so is it.
      for (const [id, number] of answered) if (!durable.has(number)) answered.delete(id);
      // Nobody answered it, and nothing of it is left to be read.
      for (const [id, { segment: number }] of latest) {
        if (number !== null && !durable.has(number) && !open.has(id)) latest.delete(id);
      }
    },
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(probe);
      for (const timer of open.values()) clearTimeout(timer);
      await written;
      await segment?.file.close();
      segment = null;
    },
  };
}

/** It says nothing, and its frame is durable or not like any other. */
const PROBE = framed(Buffer.from('null'));

const unavailable = (): CityGraphError =>
  new CityGraphError('LEDGER_UNAVAILABLE', 'Nothing can be recorded at the moment.');
