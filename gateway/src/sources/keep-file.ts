import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Leaves the file as it was or as it is to be, wherever the machine stops: written beside, on disk before it takes the name. */
export async function keepFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** How files end that somebody did not finish. */
export const UNFINISHED = '.new';
