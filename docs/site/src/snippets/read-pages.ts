import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, type Language } from '../navigation.ts';

export interface WrittenPage {
  /** From `pages/`. */
  readonly path: string;
  /** The same in every language: `vendors/checks.md`. */
  readonly name: string;
  readonly language: Language;
  readonly text: string;
}

const root = fileURLToPath(new URL('../../pages/', import.meta.url));

/** Pages that people wrote: all but those that follow from the code. */
export function readPages(): readonly WrittenPage[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && !/(^|\/)reference\//.test(path))
    .sort()
    .map((path) => {
      const { code, folder } = LANGUAGES.find(({ folder: at }) => at !== '' && path.startsWith(at)) ?? LANGUAGES[0];
      return {
        path,
        name: path.slice(folder.length),
        language: code,
        text: readFileSync(join(root, path), 'utf8'),
      };
    });
}
