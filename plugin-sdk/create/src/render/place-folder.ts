import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { say } from '../words.ts';
import type { RenderedFile } from './render-template.ts';

export interface PlaceOptions {
  /** Aborted: nothing is left. */
  readonly signal?: AbortSignal | undefined;
  /** Works on the folder before it is put in its place. */
  readonly finish?: ((folder: string) => Promise<void>) | undefined;
}

/**
 * Writes files into a folder that is not there yet, or is empty: beside it first, and all at once by its name.
 * @throws StartError when something is in its place or nothing can be written there
 */
export async function placeFolder(
  folder: string,
  files: readonly RenderedFile[],
  { signal, finish }: PlaceOptions = {},
): Promise<void> {
  await assertFree(folder);
  const parent = dirname(folder);
  const beside = await writable(parent, async () => {
    await mkdir(parent, { recursive: true });
    const made = await mkdtemp(join(parent, `.${basename(folder)}-`));
    // What is temporary is made for its owner alone; this is a folder like another one.
    await chmod(made, 0o777 & ~process.umask());
    return made;
  });
  try {
    for (const { path, text } of files) {
      signal?.throwIfAborted();
      await writable(parent, async () => {
        await mkdir(dirname(join(beside, path)), { recursive: true });
        await writeFile(join(beside, path), text);
      });
    }
    await finish?.(beside);
    signal?.throwIfAborted();
    await assertFree(folder);
    await rmdir(folder).catch(() => {});
    await rename(beside, folder);
  } finally {
    // What was called off may still be writing for a moment.
    await rm(beside, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @throws StartError when `folder` has something in it, or is none */
export async function assertFree(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new StartError(say('folder.file', { folder }));
    throw new StartError(say('folder.unreadable', { folder, reason: error.code ?? error.message }));
  });
  if (entries.length > 0) {
    throw new StartError(say('folder.full', { folder }));
  }
}

async function writable<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(say('folder.unwritable', { folder, reason: code ?? message }));
  }
}
