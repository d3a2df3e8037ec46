import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProcessFiles } from './settings-of.ts';

interface Modes {
  readonly folder: number;
  readonly file: number;
}

const OWNER_ONLY: Modes = { folder: 0o700, file: 0o600 };

/** For containers, whose users are not ours: whoever is let into the folder above may read. */
export const READABLE: Modes = { folder: 0o755, file: 0o644 };

/** Writes the files of one process into its folder and answers the folder. Folders in it are made anew: nothing of an earlier start stays there. */
export async function writeFiles(folder: string, files: ProcessFiles, modes: Modes = OWNER_ONLY): Promise<string> {
  await mkdir(folder, { recursive: true, mode: modes.folder });
  for (const inner of new Set(Object.keys(files).map(dirname))) {
    if (inner === '.') continue;
    await rm(join(folder, inner), { recursive: true, force: true });
    await mkdir(join(folder, inner), { recursive: true, mode: modes.folder });
  }
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    await writeFile(file, text, { mode: modes.file });
    // The mode above is for new files only.
    await chmod(file, modes.file);
  }
  return folder;
}
