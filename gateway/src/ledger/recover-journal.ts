import type { ExchangeRecord } from '@citygraph/contract';
import { readFrames, salvagedFrames } from './frames.ts';
import type { JournalFiles } from './journal-files.ts';

/** What is about to be sent; a record stands for itself, and null for nothing. */
export interface Announcement {
  readonly announced: ExchangeRecord;
  /** How many there were before of the same exchange; left out: none. */
  readonly again?: number;
}
export type Entry = ExchangeRecord | Announcement | null;

export const isAnnouncement = (entry: ExchangeRecord | Announcement): entry is Announcement => 'announced' in entry;

/** Notes of payloads, in the order of the journal, which announcements were answered, and in which segment, and which is the last of its exchange. */
function noteAnswered({
  answered,
  latest,
}: Pick<Recovered, 'answered' | 'latest'>): (number: number, payloads: readonly Buffer[]) => void {
  return (number, payloads) => {
    for (const payload of payloads) {
      const entry = JSON.parse(payload.toString('utf8')) as Entry;
      if (entry === null) continue;
      if (isAnnouncement(entry)) latest.set(entry.announced.id, { again: entry.again ?? 0, segment: number });
      else if (latest.delete(entry.id)) answered.set(entry.id, number);
    }
  };
}

const SEGMENT = /^journal-(\d{10})\.log$/;

export const nameOf = (number: number): string => `journal-${String(number).padStart(10, '0')}.log`;

interface Recovered {
  /** Bytes of whole frames by segment. */
  readonly durable: Map<number, number>;
  /** Ids of announcements that have the record of their answer, and the segment it is in. */
  readonly answered: Map<string, number>;
  /** Ids of announcements that have none. */
  readonly latest: Map<string, LastAnnouncement>;
  /** Segments that hold what was saved of damaged ones. */
  readonly salvaged: Set<number>;
}

interface LastAnnouncement {
  /** How many there were before it of the same exchange. */
  readonly again: number;
  /** null: it is not durable yet. */
  readonly segment: number | null;
}

/**
 * What is there. What a crash left unfinished at a segment's end was never acknowledged: it is cut. A segment that is damaged otherwise is kept whole under another name, and
 * its place is taken by what can be read of it.
 */
export async function recover(files: JournalFiles, log: (line: object) => void): Promise<Recovered> {
  const durable = new Map<number, number>();
  const answered = new Map<string, number>();
  const latest = new Map<string, LastAnnouncement>();
  const note = noteAnswered({ answered, latest });
  const salvaged = new Set<number>();
  for (const { name, isSalvaged } of await segmentNames(files)) {
    const number = Number(SEGMENT.exec(name)?.[1]);
    const bytes = await files.read(name);
    const { length, rest } = readFrames(bytes);
    const whole = rest === 'damaged' ? await salvage(files, name, bytes, log) : bytes.subarray(0, length);
    if (isSalvaged || rest === 'damaged') salvaged.add(number);
    if (rest === 'torn') {
      await files.truncate(name, length);
      log({ event: 'journal-cut', segment: name, bytes: bytes.length - length });
    }
    durable.set(number, whole.length);
    note(number, readFrames(whole).payloads);
  }
  return { durable, answered, latest, salvaged };
}

/** Finishes what a salvage was about when it was interrupted. */
async function segmentNames(files: JournalFiles): Promise<{ readonly name: string; readonly isSalvaged: boolean }[]> {
  const names = new Set(await files.list());
  for (const copy of [...names].filter((name) => name.endsWith(SALVAGED))) {
    const name = copy.slice(0, -SALVAGED.length);
    if (names.has(name)) await files.remove(copy);
    else {
      await files.rename(copy, name);
      names.add(name);
    }
  }
  return [...names]
    .filter((name) => SEGMENT.test(name))
    .sort()
    .map((name) => ({ name, isSalvaged: names.has(rereadMark(name)) }));
}

const SALVAGED = '.salvaged';
/** Stands beside a segment that holds what was saved of a damaged one, for as long as it does. */
export const rereadMark = (name: string): string => `${name}.reread`;

/** Answers what was saved. */
async function salvage(files: JournalFiles, name: string, bytes: Buffer, log: (line: object) => void): Promise<Buffer> {
  const whole = salvagedFrames(bytes);
  const copy = await files.create(`${name}${SALVAGED}`);
  await copy.append(whole);
  await copy.sync();
  await copy.close();
  // Before it takes its place: how far the damaged one was read says nothing of it.
  const mark = rereadMark(name);
  if (!(await files.list()).includes(mark)) await (await files.create(mark)).close();
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
