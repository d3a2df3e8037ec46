import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { digestOfPayload, type LedgerSeal, StartError } from '@citygraph/contract';
import { z } from 'zod';
import { keepFile } from '../sources/keep-file.ts';
import { syncFolder } from './journal-files.ts';

/** A seal as it is remembered: which entries it answers for, and its own digest. */
export interface SeenSeal extends Pick<LedgerSeal, 'from' | 'to' | 'head'> {
  /** `digestOfPayload` of the seal. */
  readonly digest: string;
}

export const seenOf = (seal: LedgerSeal): SeenSeal => ({
  from: seal.from,
  to: seal.to,
  head: seal.head,
  digest: digestOfPayload(seal),
});

/** That somebody took an older copy for the right one. */
export interface Restoring {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** What had been seen, and was in it no more. */
  readonly lost: SeenSeal;
}

/** The last seal that was seen of a chain, kept where nobody comes who has the database, or the archive, alone. */
export interface SealMemory {
  /** null: nothing has been seen yet. */
  last(): Promise<SeenSeal | null>;
  keep(seal: SeenSeal): Promise<void>;
  /** Goes back to this one, or to none, and writes down that it did. */
  restore(seal: SeenSeal | null, restoring: Restoring): Promise<void>;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const Seen = z.strictObject({ from: z.int().min(1), to: z.int().min(1), head: digest, digest });
const Kept = z.strictObject({
  seal: Seen.nullable(),
  restored: z.array(z.strictObject({ at: z.string(), by: z.string(), reason: z.string(), lost: Seen })),
});
type Kept = z.infer<typeof Kept>;

/** A file of whoever seals alone: registries that share a database do not share what they have seen. It is there whole or as it was, wherever the machine stops. */
export function sealMemory(file: string): SealMemory {
  const read = async (): Promise<Kept> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new StartError(`${file} cannot be read (${error.code}): make it readable for this process.`);
    });
    if (text === null) return { seal: null, restored: [] };
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      throw new StartError(
        `${file} is not what the hub wrote: find out who changed it, and restore it from a copy. Nothing is sealed until then.`,
      );
    }
  };
  const write = async (kept: Kept): Promise<void> => {
    const folder = dirname(file);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await keepFile(file, JSON.stringify(kept, null, 2));
    // The name is on disk once its folder is.
    await syncFolder(folder);
  };
  return {
    last: async () => (await read()).seal,
    async keep({ from, to, head, digest }) {
      const { restored } = await read();
      await write({ seal: { from, to, head, digest }, restored });
    },
    async restore(seal, restoring) {
      const { restored } = await read();
      await write({ seal, restored: [...restored, restoring] });
    },
  };
}
