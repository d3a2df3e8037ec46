import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StartError } from '@citygraph/contract';
import { cityFiles, LIST_FILE } from './city-files.ts';
import type { CitySchema } from './city-schema.ts';

/**
 * Puts a city's schema into a folder, all of it or nothing: written beside it, then put in its place. A folder that holds anything else than such a
 * schema is left alone.
 * @throws StartError that says why the folder cannot be written
 */
export async function writeCitySchema(folder: string, schema: CitySchema): Promise<void> {
  const target = resolve(folder);
  const files = cityFiles(schema);
  try {
    await assertOurs(target);
    await mkdir(dirname(target), { recursive: true });
    const beside = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    try {
      const [fresh, old] = [join(beside, 'new'), join(beside, 'old')];
      await mkdir(fresh);
      for (const [name, text] of files) await writeFile(join(fresh, name), text);
      await rename(target, old).catch(unlessAbsent);
      try {
        await rename(fresh, target);
      } catch (error) {
        await rename(old, target).catch(unlessAbsent);
        throw error;
      }
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The city's schema cannot be written to ${target} (${code ?? message}): give a folder that may be written.`,
    );
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
  throw new StartError(
    `${folder} holds ${other ?? 'documents'} that citygraph schema fetch did not write: give another folder, or an empty one.`,
  );
}

function unlessAbsent(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
