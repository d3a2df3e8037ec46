import { readFile } from 'node:fs/promises';
import { LANGUAGES, type Language } from './navigation.ts';
import { commandLines } from './snippets/command-lines.ts';
import { readSnippets } from './snippets/read-snippets.ts';

/** What a page has its reader type, block by block: each a list of lines. `page`: `vendors/publishing.md`. */
export async function shellBlocks(page: string, language: Language = 'en'): Promise<readonly (readonly string[])[]> {
  const folder = LANGUAGES.find(({ code }) => code === language)?.folder ?? '';
  const text = await readFile(new URL(`../pages/${folder}${page}`, import.meta.url), 'utf8');
  return readSnippets(page, text)
    .filter((snippet) => snippet.language === 'sh')
    .map((snippet) => commandLines(snippet.text));
}
