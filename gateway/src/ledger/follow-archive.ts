import { join } from 'node:path';
import { type ArchiveEnd, type LedgerSeal, verifyArchive } from '@citygraph/contract';
import { archiveFiles, linesOf } from './archive-files.ts';
import type { Place, Tail } from './archive-tail.ts';
import { type SealMemory, type SeenSeal, seenOf } from './seal-memory.ts';

/**
 * Holds an archive against the last seal that was seen of it: it must be there still, and what stands behind it continues it. The newest is remembered from then on: a crash may have come
 * between it and its being remembered. Where nothing was seen yet, it begins with the last that is there, and answers so. @throws Error
 */
export async function followArchive(
  place: Place,
  { lastSeal, continues }: Pick<Tail, 'lastSeal' | 'continues'>,
  memory: SealMemory,
): Promise<'begun' | 'followed'> {
  const seen = await memory.last();
  const newest = lastSeal ?? (continues && endAsSeen(continues));
  if (seen !== null && newest !== null && isSame(seen, newest)) return 'followed';
  if (seen !== null && !(await holdsSeal(place, seen))) throw notAsSeen(place.ledger, seen);
  if (newest !== null) await memory.keep(newest);
  return seen === null && newest !== null ? 'begun' : 'followed';
}

/** Whether the archive has the very seal that was seen, and goes on from it without a gap. */
export async function holdsSeal({ folder, ledger, keys }: Omit<Place, 'disk'>, seen: SeenSeal): Promise<boolean> {
  let behind: ArchiveEnd | null = null;
  for (const name of (await archiveFiles(folder)).toReversed()) {
    const path = join(folder, name);
    const verdict = await verifyArchive(linesOf(path), keys);
    if (!verdict.ok || verdict.ledger !== ledger) return false;
    if (behind !== null && JSON.stringify(verdict.end) !== JSON.stringify(behind)) return false;
    for await (const seal of sealsOf(path)) if (isSame(seenOf(seal), seen)) return true;
    behind = verdict.continues;
    // Whatever stands before a first file is of another archive.
    if (behind === null) return false;
  }
  return false;
}

/** The last seal of an archive that is known to be whole; null: it has none. */
export async function lastSealOf(folder: string): Promise<SeenSeal | null> {
  let last: SeenSeal | null = null;
  for (const name of (await archiveFiles(folder)).toReversed()) {
    for await (const seal of sealsOf(join(folder, name))) last = seenOf(seal);
    if (last !== null) break;
  }
  return last;
}

async function* sealsOf(path: string): AsyncIterable<LedgerSeal> {
  for await (const line of linesOf(path)) {
    if (line.startsWith('{"seal"')) yield (JSON.parse(line) as { seal: { payload: LedgerSeal } }).seal.payload;
  }
}

/** How many entries that seal is for stands in the file before. */
const endAsSeen = ({ sequence, head, seal }: ArchiveEnd): SeenSeal => ({
  from: sequence,
  to: sequence,
  head,
  digest: seal,
});

const isSame = (one: SeenSeal, other: SeenSeal): boolean =>
  one.digest === other.digest && one.to === other.to && one.head === other.head;

const notAsSeen = (ledger: string, { to, head }: SeenSeal): Error =>
  new Error(
    `The ledger ${ledger} was sealed to entry ${to} (${head}), and that seal is not in its archive any more: its end was cut off, or written anew. Whoever restored an older copy on purpose says so with citygraph-gateway ledger restored; otherwise move the folder aside, for the auditor, and start with an empty one.`,
  );
