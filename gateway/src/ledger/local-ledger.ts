import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CityGraphError, LONGEST_LEDGER_NAME, type SigningKey, StartError } from '@citygraph/contract';
import { openArchive } from './archive.ts';
import { lockFolder, Occupied } from './folder-lock.ts';
import { openJournal } from './journal.ts';
import { journalFiles } from './journal-files.ts';
import type { Ledger } from './ledger.ts';
import { sealMemory } from './seal-memory.ts';
import { shipJournal } from './ship-journal.ts';
import type { Timestamp } from './timestamp-authority.ts';

/** In a ledger's folder, the archive's. */
export const ARCHIVE = 'archive';
/** In a ledger's folder, what was seen sealed of its archive. */
export const SEEN = 'seen.json';

export interface LocalLedgerOptions {
  /** One process a folder. */
  readonly folder: string;
  /** Name of the ledger; no longer than LONGEST_LEDGER_NAME, the number of a part included. */
  readonly ledger: string;
  /** Seals. */
  readonly key: SigningKey;
  /** Of keys that sealed before this one. */
  readonly formerKeys?: readonly SigningKey['publicJwk'][];
  readonly sealEntries?: number;
  /** Bytes after which the next file of the archive begins; default 64 MiB. */
  readonly fileBytes?: number;
  readonly sealMs?: number;
  /** Dates seals; default: nobody does. */
  readonly timestamp?: Timestamp | undefined;
  readonly log?: (line: object) => void;
}

export interface LocalLedger extends Ledger {
  /** Archives and seals what was recorded. */
  settle(): Promise<void>;
  readonly name: string;
  /** Entries of the archive. */
  entries(): number;
  /** Folder of the archive. */
  readonly archive: string;
  close(): Promise<void>;
}

/**
 * A ledger that needs nobody else: `journal/` takes records before answers leave, `archive/` has them chained and sealed a moment later. Throws a StartError
 * when the folder cannot be used, or holds what was not written so.
 */
export async function openLocalLedger({
  folder,
  log = () => {},
  ...options
}: LocalLedgerOptions): Promise<LocalLedger> {
  const { length } = options.ledger;
  if (length > LONGEST_LEDGER_NAME) {
    throw new StartError(
      `The name of the ledger in ${folder} has ${length} characters: give it ${LONGEST_LEDGER_NAME} at most.`,
    );
  }
  const journalFolder = join(folder, 'journal');
  try {
    await mkdir(journalFolder, { recursive: true, mode: 0o700 });
  } catch {
    throw new StartError(`The folder ${folder} cannot hold a ledger.`);
  }
  const lock = await lockFolder(folder, { log });
  const held = async (write: () => Promise<void>): Promise<void> => {
    if (!lock.isHeld()) throw new CityGraphError('LEDGER_UNAVAILABLE', 'Nothing can be recorded at the moment.');
    await write();
  };
  try {
    const journal = await openJournal({ files: journalFiles(journalFolder), log });
    const archive = await openArchive({
      folder: join(folder, ARCHIVE),
      memory: sealMemory(join(folder, SEEN)),
      log,
      mayWrite: lock.isHeld,
      ...options,
    });
    const shipping = await shipJournal({
      journal,
      sink: archive.append,
      cursorFile: join(journalFolder, 'shipped.json'),
      log,
    });
    return {
      isAvailable: () => lock.isHeld() && journal.isAvailable(),
      announce: (record) => held(() => journal.announce(record)),
      release: (id) => journal.release?.(id),
      append: (record) => held(() => journal.append(record)),
      name: options.ledger,
      entries: archive.entries,
      archive: join(folder, ARCHIVE),
      async settle() {
        await shipping.flush();
        await archive.seal();
      },
      async close() {
        await journal.close();
        await shipping.stop();
        try {
          await archive.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw new StartError(`The ledger in ${folder} cannot be used. ${error instanceof Error ? error.message : error}`);
  }
}

const PARTS = 64;

/** The first part of a folder that no other process has: `part-1`, `part-2`, … Each is a ledger of its own name. */
export async function openLedgerPart(options: LocalLedgerOptions): Promise<LocalLedger> {
  for (let number = 1; number <= PARTS; number += 1) {
    const part = { ...options, folder: join(options.folder, `part-${number}`), ledger: `${options.ledger}/${number}` };
    try {
      return await openLocalLedger(part);
    } catch (error) {
      if (!(error instanceof Occupied)) throw error;
    }
  }
  throw new StartError(`All ${PARTS} parts of the ledger in ${options.folder} are in use.`);
}

/**
 * What other runs left in a folder, with more processes or fewer: parts beyond those that are in use now, and the ledger of a single process. Each that nobody else has is
 * opened, so that what was acknowledged in it is archived and can be shipped. `inUse`: how many parts this run has; 0: a single process keeps the folder itself.
 */
export async function adoptParts(options: LocalLedgerOptions, inUse: number): Promise<LocalLedger[]> {
  const names = await readdir(options.folder).catch(() => [] as string[]);
  const left = names.flatMap((name) => {
    const number = Number(/^part-([1-9]\d?)$/.exec(name)?.[1]);
    return number > inUse ? [{ folder: join(options.folder, name), ledger: `${options.ledger}/${number}` }] : [];
  });
  const alone = inUse > 0 && names.includes('journal') ? [{ folder: options.folder, ledger: options.ledger }] : [];
  const adopted: LocalLedger[] = [];
  try {
    for (const part of [...left, ...alone]) {
      try {
        adopted.push(await openLocalLedger({ ...options, ...part }));
      } catch (error) {
        if (!(error instanceof Occupied)) throw error;
      }
    }
    return adopted;
  } catch (error) {
    for (const ledger of adopted) await ledger.close();
    throw error;
  }
}
