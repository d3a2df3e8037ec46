import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepFile } from '../../sources/keep-file.ts';

/** Documents of which a newer one takes the place of an older one, each in a file of its number: whoever writes an older one late takes nobody's place with it. */
export interface NumberedFiles {
  /** Newest first. */
  numbers(): Promise<number[]>;
  read(number: number): Promise<unknown>;
  /** Keeps it, and drops all but the newest. */
  keep(number: number, document: unknown): Promise<void>;
}

/** Of a folder, which is made. `kept`: how many of the newest stay. */
export async function openNumberedFiles(folder: string, kept: number): Promise<NumberedFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (number: number) => join(folder, `${number}.json`);
  const numbers = async (): Promise<number[]> =>
    (await readdir(folder))
      .flatMap((name) => /^([1-9]\d{0,15})\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((one, other) => other - one);
  return {
    numbers,
    read: (number) => readJson(fileOf(number)),
    async keep(number, document) {
      await keepFile(fileOf(number), JSON.stringify(document));
      for (const old of (await numbers()).slice(kept)) await rm(fileOf(old), { force: true });
    },
  };
}

/** null: there is none. Throws an Error when it is there and cannot be read. */
export async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('it is not JSON: it was torn or edited');
  }
}
