import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface RenderedFile {
  /** With `/`, from the plugin's folder. */
  readonly path: string;
  readonly text: string;
}

/** What stands in a template for what the newcomer chose: `__entity__`. Such words are names in every language that templates are written in. */
const PLACEHOLDER = /__([A-Za-z]+)__/g;

/**
 * Reads template folders, one over the other: a later folder's file replaces an earlier one's, except that a README.md
 * is put before it. `dot-x` becomes `.x`, and `plugin.package.json` package.json, which would otherwise be taken for this package's own.
 */
export async function renderTemplate(
  folders: readonly string[],
  values: Readonly<Record<string, string>>,
): Promise<readonly RenderedFile[]> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const file of await filesUnder(folder)) {
      const path = fill(targetOf(relative(folder, file)), values);
      const text = fill(await readFile(file, 'utf8'), values);
      const before = files.get(path);
      files.set(path, path === 'README.md' && before !== undefined ? `${text.trimEnd()}\n\n${before}` : text);
    }
  }
  return [...files].map(([path, text]) => ({ path, text }));
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const targetOf = (path: string): string =>
  path
    .split(/[\\/]/)
    .map((part) => part.replace(/^dot-/, '.').replace(/^plugin\.package\.json$/, 'package.json'))
    .join('/');

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A template says __${name}__, which nothing is known for.`);
    return value;
  });
}
