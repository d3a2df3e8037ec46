import { readFile } from 'node:fs/promises';
import { readSnippets, type Snippet } from './snippets/read-snippets.ts';

/** Files that a page has its reader write, to be put by `putFile`: blocks that end with a path, whatever kind of plugin they say that it is of. */
export async function pageFiles(page: string): Promise<readonly Snippet[]> {
  const text = await readFile(new URL(`../pages/${page}`, import.meta.url), 'utf8');
  return readSnippets(page, text).flatMap((snippet) => {
    const path = /(?:^| )([\w./-]+\.(?:ts|json))$/.exec(snippet.is)?.[1];
    return path === undefined ? [] : [{ ...snippet, is: path }];
  });
}
