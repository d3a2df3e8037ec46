import { readFile } from 'node:fs/promises';
import { commandLines } from './snippets/command-lines.ts';
import { readSnippets, type Snippet } from './snippets/read-snippets.ts';

export { wordsOf } from './snippets/command-lines.ts';
export { putFile } from './snippets/put-file.ts';
export type { Snippet } from './snippets/read-snippets.ts';

/** What the first page has a newcomer do. */
export interface FirstField {
  /** Command lines in their order. */
  readonly commands: readonly string[];
  /** Files of the plugin, to be put by `putFile`. */
  readonly files: readonly Snippet[];
  /** Questions to the hub of `npm run dev`, and the answer of the last. */
  readonly questions: readonly string[];
  readonly answer: unknown;
}

export async function firstField(): Promise<FirstField> {
  const page = 'vendors/first-field.md';
  const snippets = readSnippets(page, await readFile(new URL(`../pages/${page}`, import.meta.url), 'utf8'));
  const texts = (language: string, is: RegExp): string[] =>
    snippets.filter((one) => one.language === language && is.test(one.is)).map(({ text }) => text);
  return {
    commands: texts('sh', /^$/).flatMap(commandLines),
    files: snippets.filter(({ is }) => /\.(ts|graphql)$/.test(is)),
    questions: texts('graphql', /^ask/),
    answer: JSON.parse(texts('json', /^answer$/).at(-1) ?? 'null'),
  };
}
