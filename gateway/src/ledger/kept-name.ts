import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { archiveFileName, linesOf } from './archive-files.ts';

const NAME = 'name';
/** What a made name begins with. */
const STEM = 'citygraph';

/**
 * The name of a ledger to which nobody gave one, kept in its folder: its witness tells ledgers apart by their names. A folder that holds a ledger already goes on
 * under the name that this has. Throws a StartError when it cannot be kept.
 */
export async function keptLedgerName(folder: string): Promise<string> {
  const path = join(folder, NAME);
  const made = (await formerName(folder)) ?? `${STEM}-${randomBytes(6).toString('hex')}`;
  try {
    // Whoever of several processes is first names it for all.
    await writeFile(path, `${made}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new StartError(`The name of the ledger cannot be kept in ${path}: make the folder writable.`);
  }
  const name = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (name !== '') return name;
  throw new StartError(`${path} names no ledger: write into it the name that its archive's first line has.`);
}

/** What the header of its archive, or of its first part's, says; null: nothing is there yet. */
async function formerName(folder: string): Promise<string | null> {
  for (const part of ['.', 'part-1']) {
    const header = await firstLine(join(folder, part, 'archive', archiveFileName(1)));
    const found = header && /"ledger":"([^"\\]+)"/.exec(header)?.[1];
    if (found) return part === '.' ? found : found.replace(/\/1$/, '');
  }
  return null;
}

async function firstLine(path: string): Promise<string | null> {
  try {
    for await (const line of linesOf(path)) return line;
  } catch {
    // There is none.
  }
  return null;
}
