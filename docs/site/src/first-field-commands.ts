import { readFile } from 'node:fs/promises';
import { commandLines } from './snippets/command-lines.ts';
import { readSnippets } from './snippets/read-snippets.ts';

/** The command lines of `vendors/first-field`, in their order: whoever starts with nothing types these. */
export async function firstFieldCommands(): Promise<readonly string[]> {
  const page = 'vendors/first-field.md';
  const snippets = readSnippets(page, await readFile(new URL(`../pages/${page}`, import.meta.url), 'utf8'));
  return snippets.filter(({ language }) => language === 'sh').flatMap(({ text }) => commandLines(text));
}
