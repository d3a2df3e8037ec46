import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError, type Suggestion } from '../command-error.ts';

export const MANIFEST_FILE = 'citygraph.yaml';

/** The manifest of this folder or of one above it, as git finds a repository; null: there is none. */
export async function manifestAbove(cwd: string): Promise<string | null> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, MANIFEST_FILE);
    const isThere = await stat(path).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (isThere) return path;
    if (dirname(folder) === folder) return null;
  }
}

/** The same; NO_MANIFEST with what to do instead. */
export async function findManifest(cwd: string, otherwise: Suggestion): Promise<string> {
  const path = await manifestAbove(cwd);
  if (path !== null) return path;
  throw new CommandError('NO_MANIFEST', 'error.no-manifest', { folder: cwd }, { suggestions: [otherwise] });
}
