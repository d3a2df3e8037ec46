import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { readText } from '../settings/read-file.ts';
import { reasonOf } from '../settings/write-file.ts';

/** What an app sends, as it is in a file: the hub knows it by SHA-256 of exactly this text. */
export interface AppDocument {
  /** From where the command runs. */
  readonly file: string;
  readonly text: string;
  readonly digest: string;
}

const isDocument = (name: string): boolean => /\.(graphql|gql)$/.test(name);

/** Every `.graphql` and `.gql` file under a folder, in the order of their names; NOTHING_FOUND where there is none. */
export async function readDocuments(cwd: string, folder: string): Promise<AppDocument[]> {
  const root = resolve(cwd, folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new CommandError('FILE_UNREADABLE', 'error.file-unreadable', { path: folder, reason: reasonOf(error) });
  });
  const paths = entries
    .filter((entry) => entry.isFile() && isDocument(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(root, path).split(/[\\/]/).includes('node_modules'))
    .sort();
  if (paths.length === 0) throw new CommandError('NOTHING_FOUND', 'error.no-documents', { folder });
  return Promise.all(
    paths.map(async (path) => {
      const text = await readText(path);
      return { file: relative(cwd, path), text, digest: createHash('sha256').update(text).digest('hex') };
    }),
  );
}
