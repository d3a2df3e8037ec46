import { CityGraphError, type ExchangeRecord } from '@citygraph/contract';
import { framed, LONGEST_PAYLOAD, readFrames, salvagedFrames } from './frames.ts';
import type { AppendFile, JournalFiles } from './journal-files.ts';
import type { Ledger } from './ledger.ts';

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
  /** Milliseconds that an announcement waits for the record of its answer; default 5 minutes: no operation takes as long. */
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
  const { durable, answered, latest } = await recover(files, log);
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
    const again = before === undefined ? 0 : before + 1;
    latest.set(record.id, again);
    try {
      await put({ announced: record, ...(again > 0 && { again }) } satisfies Announcement);
    } catch (error) {
      if (before === undefined) latest.delete(record.id);
      else latest.set(record.id, before);
      throw error;
    }
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

  /** Writes nothing into a new segment: if that works, so will records. */
  const tryAgain = async (): Promise<void> => {
    try {
      const fresh = await begin();
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
      clearTimeout(open.get(record.id));
      const given = setTimeout(() => {
        open.delete(record.id);
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
      if (settle(id)) tellListeners();
    },
    async append(record) {
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
        const start = number === from.segment ? from.offset : 0;
        if (start >= length) continue;
        const bytes = (await files.read(nameOf(number), start)).subarray(0, length - start);
        const { payloads, ends } = readFrames(bytes);
        for (const [index, payload] of payloads.entries()) {
          const entry = JSON.parse(payload.toString('utf8')) as Entry;
          if (entry === null) continue;
          const position = { segment: number, offset: start + (ends[index] ?? 0) };
          if (!isAnnouncement(entry)) yield { record: entry, position };
          else if (open.has(entry.announced.id)) return;
          else if (!answered.has(entry.announced.id) && (entry.again ?? 0) === (latest.get(entry.announced.id) ?? 0))
            yield { record: entry.announced, position };
        }
      }
    },
    async forget(before) {
      for (const number of [...durable.keys()]) {
        if (number >= before.segment || number === segment?.number) continue;
        await files.remove(nameOf(number));
        durable.delete(number);
      }
      // The announcement lies before its answer: where that is gone, so is it.
      for (const [id, number] of answered) if (!durable.has(number)) answered.delete(id);
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

/** What is about to be sent; a record stands for itself, and null for nothing. */
interface Announcement {
  readonly announced: ExchangeRecord;
  /** How many there were before of the same exchange; left out: none. */
  readonly again?: number;
}
type Entry = ExchangeRecord | Announcement | null;

const isAnnouncement = (entry: ExchangeRecord | Announcement): entry is Announcement => 'announced' in entry;

/** Notes of payloads, in the order of the journal, which announcements were answered, and in which segment, and which is the last of its exchange. */
function noteAnswered({
  answered,
  latest,
}: Pick<Recovered, 'answered' | 'latest'>): (number: number, payloads: readonly Buffer[]) => void {
  return (number, payloads) => {
    for (const payload of payloads) {
      const entry = JSON.parse(payload.toString('utf8')) as Entry;
      if (entry === null) continue;
      if (isAnnouncement(entry)) latest.set(entry.announced.id, entry.again ?? 0);
      else if (latest.delete(entry.id)) answered.set(entry.id, number);
    }
  };
}

/** It says nothing, and its frame is durable or not like any other. */
const PROBE = framed(Buffer.from('null'));

const unavailable = (): CityGraphError =>
  new CityGraphError('LEDGER_UNAVAILABLE', 'Nothing can be recorded at the moment.');

const SEGMENT = /^journal-(\d{10})\.log$/;

const nameOf = (number: number): string => `journal-${String(number).padStart(10, '0')}.log`;

interface Recovered {
  /** Bytes of whole frames by segment. */
  readonly durable: Map<number, number>;
  /** Ids of announcements that have the record of their answer, and the segment it is in. */
  readonly answered: Map<string, number>;
  /** Ids of announcements that have none: the number of their last. */
  readonly latest: Map<string, number>;
}

/**
 * What is there. What a crash left unfinished at a segment's end was never acknowledged: it is cut. A segment that is damaged otherwise is kept whole under another name, and
 * its place is taken by what can be read of it.
 */
async function recover(files: JournalFiles, log: (line: object) => void): Promise<Recovered> {
  const durable = new Map<number, number>();
  const answered = new Map<string, number>();
  const latest = new Map<string, number>();
  const note = noteAnswered({ answered, latest });
  for (const name of await segmentNames(files)) {
    const number = Number(SEGMENT.exec(name)?.[1]);
    const bytes = await files.read(name);
    const { length, rest } = readFrames(bytes);
    const whole = rest === 'damaged' ? await salvage(files, name, bytes, log) : bytes.subarray(0, length);
    if (rest === 'torn') {
      await files.truncate(name, length);
      log({ event: 'journal-cut', segment: name, bytes: bytes.length - length });
    }
    durable.set(number, whole.length);
    note(number, readFrames(whole).payloads);
  }
  return { durable, answered, latest };
}

/** Finishes what a salvage was about when it was interrupted. */
async function segmentNames(files: JournalFiles): Promise<string[]> {
  const names = new Set(await files.list());
  for (const copy of [...names].filter((name) => name.endsWith(SALVAGED))) {
    const name = copy.slice(0, -SALVAGED.length);
    if (names.has(name)) await files.remove(copy);
    else {
      await files.rename(copy, name);
      names.add(name);
    }
  }
  return [...names].filter((name) => SEGMENT.test(name)).sort();
}

const SALVAGED = '.salvaged';

/** Answers what was saved. */
async function salvage(files: JournalFiles, name: string, bytes: Buffer, log: (line: object) => void): Promise<Buffer> {
  const whole = salvagedFrames(bytes);
  const copy = await files.create(`${name}${SALVAGED}`);
  await copy.append(whole);
  await copy.sync();
  await copy.close();
  const aside = `${name}.${Date.now()}.damaged`;
  await files.rename(name, aside);
  await files.rename(`${name}${SALVAGED}`, name);
  log({
    event: 'journal-damaged',
    segment: name,
    kept: aside,
    note: 'Records may be missing: look at the file that was kept.',
  });
  return whole;
}
