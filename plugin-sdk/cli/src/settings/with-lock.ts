import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { World } from '../world.ts';
import { reasonOf } from './write-file.ts';

const WAIT_MS = 10_000;
/** Nobody holds it longer: who does was killed. */
const STALE_MS = 60_000;

/** Runs while no other command of this user does. */
export async function withLock<T>(world: World, path: string, work: () => Promise<T>): Promise<T> {
  for (const until = world.now() + WAIT_MS; !(await take(path, world.now())); await world.sleep(50, world.signal)) {
    // Who was killed between making the file and writing its time leaves an empty one: that is a person's to delete.
    const since = Number(await readFile(path, 'utf8').catch(() => ''));
    if (since > 0 && world.now() - since > STALE_MS) await rm(path, { force: true });
    else if (world.now() > until) throw new CommandError('BUSY', 'error.busy', { path });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, now: number): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, String(now), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (reasonOf(error) === 'EEXIST' && (await isLock(path))) return false;
    throw new CommandError('FILE_UNWRITABLE', 'error.file-unwritable', { path, reason: reasonOf(error) });
  }
}

/** `EEXIST` is said of a folder that is a file, too. */
const isLock = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    (error) => reasonOf(error) === 'ENOENT',
  );
