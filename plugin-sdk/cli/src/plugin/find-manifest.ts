import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandError, type Suggestion } from '../command-error.ts';

export const MANIFEST_FILE = 'citygraph.yaml';

/** The manifest of this folder or of one above it; NO_MANIFEST with what to do instead. */
export async function findManifest(cwd: string, otherwise: Suggestion): Promise<string> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, MANIFEST_FILE);
    const isThere = await stat(path).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (isThere) return path;
    if (dirname(folder) === folder) {
      throw new CommandError('NO_MANIFEST', 'error.no-manifest', { folder: cwd }, { suggestions: [otherwise] });
    }
  }
}
