import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StartError } from '@citygraph/contract';
import { cityFiles, LIST_FILE } from './city-files.ts';
import type { CitySchema } from './city-schema.ts';
import { say } from './city-words.ts';

/**
 * Puts a city's schema into a folder, all of it or nothing: written beside it, then put in its place. A folder that holds anything else than such a
 * schema is left alone.
 * @throws StartError that says why the folder cannot be written
 */
export async function writeCityFolder(folder: string, schema: CitySchema, move: typeof rename = rename): Promise<void> {
  const target = resolve(folder);
  const files = cityFiles(schema);
  try {
    await assertOurs(target);
    await mkdir(dirname(target), { recursive: true });
    // The only copy of what was there, as long as it cannot be put back.
    let left: string | null = null;
    const beside = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    try {
      const [fresh, old] = [join(beside, 'new'), join(beside, 'old')];
      await mkdir(fresh);
      for (const [name, text] of files) await writeFile(join(fresh, name), text);
      await move(target, old).catch(unlessAbsent);
      try {
        await move(fresh, target);
      } catch (error) {
        await move(old, target)
          .catch(unlessAbsent)
          .catch(() => {
            left = old;
          });
        if (left !== null) throw new StartError(say('city.left', { folder: target, reason: reasonOf(error), old }));
        throw error;
      }
    } finally {
      if (left === null) await rm(beside, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(say('city.unwritable', { folder: target, reason: reasonOf(error) }));
  }
}

async function assertOurs(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown): string[] => {
    unlessAbsent(error);
    return [];
  });
  const other = entries.find((name) => name !== LIST_FILE && !name.endsWith('.graphql'));
  const isOurs = entries.length === 0 || entries.includes(LIST_FILE);
  if (isOurs && other === undefined) return;
  throw new StartError(say('city.foreign', { folder, file: other ?? entries[0] ?? '' }));
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

function unlessAbsent(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
