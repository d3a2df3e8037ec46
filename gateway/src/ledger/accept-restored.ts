import { join } from 'node:path';
import type { SigningKey } from '@citygraph/contract';
import { lockFolder } from './folder-lock.ts';
import { holdsSeal, lastSealOf } from './follow-archive.ts';
import { ARCHIVE, SEEN } from './local-ledger.ts';
import { type Restoring, type SeenSeal, sealMemory } from './seal-memory.ts';
import { type Found, verifyFiles } from './verify-files.ts';

export interface Restored {
  /** What the archive is found to be; one that is not whole is not taken. */
  readonly found: Found;
  /** What had been seen sealed; null: nothing had. */
  readonly seen: SeenSeal | null;
  /** What the ledger goes on from; null: nothing is sealed. */
  readonly now: SeenSeal | null;
  /** The archive was without what had been seen. */
  readonly isLost: boolean;
}

/** Takes an archive that is behind what was seen of it for the right one, by the word of whoever restored it, and writes that down. One that has what was seen stays as it is. */
export async function acceptRestored(
  folder: string,
  keys: readonly SigningKey['publicJwk'][],
  restoring: Omit<Restoring, 'lost'>,
): Promise<Restored> {
  const archive = join(folder, ARCHIVE);
  const found = await verifyFiles(archive, keys);
  const memory = sealMemory(join(folder, SEEN));
  const lock = await lockFolder(folder);
  try {
    const seen = await memory.last();
    if (!found.verdict.ok) return { found, seen, now: seen, isLost: false };
    const { ledger } = found.verdict;
    if (seen === null || (await holdsSeal({ folder: archive, ledger, keys }, seen)))
      return { found, seen, now: seen, isLost: false };
    const now = await lastSealOf(archive);
    await memory.restore(now, { ...restoring, lost: seen });
    return { found, seen, now, isLost: true };
  } finally {
    await lock.release();
  }
}
