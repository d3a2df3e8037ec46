import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../command-error.ts';

/** Writes a file whole or not at all: whoever reads it meanwhile has the old one. */
export async function writeFileWhole(path: string, text: string, mode = 0o644): Promise<void> {
  const beside = join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true, ...(mode === 0o600 && { mode: 0o700 }) });
    const file = await open(beside, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw new CommandError('FILE_UNWRITABLE', 'error.file-unwritable', { path, reason: reasonOf(error) });
  }
}

/** FILE_UNWRITABLE for a folder that nothing can be put into; one that is not there is made. */
export async function assertWritable(folder: string): Promise<void> {
  const probe = join(folder, `.citygraph-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '', { flag: 'wx' });
    await rm(probe);
  } catch (error) {
    throw new CommandError('FILE_UNWRITABLE', 'error.file-unwritable', { path: folder, reason: reasonOf(error) });
  }
}

/** `ENOENT`, or whatever else the system says. */
export const reasonOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
