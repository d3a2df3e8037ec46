import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/**
 * Leaves the file as it was or as it is to be, wherever the machine stops: written beside, on disk before it takes the name. `isWanted` is asked at the last moment: somebody may have
 * put something better there meanwhile.
 */
export async function keepFile(
  file: string,
  text: string,
  isWanted: () => Promise<boolean> = async () => true,
): Promise<void> {
  const beside = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (await isWanted()) await rename(beside, file);
    else await rm(beside);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** How files end that somebody did not finish. */
export const UNFINISHED = '.new';
