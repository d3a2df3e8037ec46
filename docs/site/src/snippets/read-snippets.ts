/** A fenced block of a page. */
export interface Snippet {
  /** From `pages/`. */
  readonly page: string;
  /** Of its first line of text, from 1. */
  readonly line: number;
  /** `ts`; empty: it is only shown. */
  readonly language: string;
  /** What stands behind the language: what the block is said to be. */
  readonly is: string;
  readonly text: string;
}

const FENCE = /^(`{3,})(.*)$/;

/** The fenced blocks of a page in their order. One that is never closed throws. */
export function readSnippets(page: string, markdown: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  let open: { readonly fence: string; readonly info: string; readonly line: number; readonly text: string[] } | null =
    null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, fence, info = ''] = FENCE.exec(line) ?? [];
    if (open === null) {
      if (fence) open = { fence, info, line: index + 2, text: [] };
    } else if (line.trim() === open.fence) {
      const [language = '', ...rest] = open.info.trim().split(/\s+/);
      snippets.push({ page, line: open.line, language, is: rest.join(' '), text: open.text.join('\n') });
      open = null;
    } else {
      open.text.push(line);
    }
  }
  if (open !== null) throw new Error(`${page}: the block that begins at line ${open.line} is never closed.`);
  return snippets;
}
