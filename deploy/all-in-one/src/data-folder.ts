import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from '@citygraph/contract';
import Database from 'better-sqlite3';

/** Makes the folder if need be; one that cannot be used is a sentence that names it. */
export function usableFolder(folder: string): void {
  try {
    const missing: string[] = [];
    // Not `recursive`: on file systems that make no folders it tries for ever.
    for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
    for (const one of missing) mkdirSync(one, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new StartError(`${folder} cannot be the data folder (${code}): give another with --data <folder>.`);
  }
}

/** One hub a folder, or one seeding or migration without a hub: takes the folder until the answer is called, or the process is gone, however it went. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock.sqlite');
  let lock: Database.Database | null = null;
  try {
    lock = new Database(file, { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    const { code, message } = error as { code?: string; message: string };
    throw new StartError(
      code === 'SQLITE_BUSY'
        ? `Another hub runs with its data in ${folder}: stop that one, or give another folder with --data <folder>.`
        : `The lock ${file} cannot be taken (${message}): remove it, and the next start makes a new one.`,
    );
  }
  const held = lock;
  return () => void held.close();
}
