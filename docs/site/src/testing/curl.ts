import { wordsOf } from '../snippets/command-lines.ts';

/** A line `curl …`, as far as pages use it. */
export interface Curl {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Reads a line; a flag that pages do not use throws. */
export function readCurl(line: string): Curl {
  const [, ...words] = wordsOf(line);
  const headers: Record<string, string> = {};
  let url: URL | null = null;
  let body: string | null = null;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-H') {
      const [name = '', value = ''] = (words.shift() ?? '').split(/: (.*)/);
      headers[name.toLowerCase()] = value;
    } else if (word === '-d') body = words.shift() ?? null;
    else if (/^https?:/.test(word)) url = new URL(word);
    else if (word !== '-s') throw new Error(`curl is not given ${word} on a page: ${line}`);
  }
  if (url === null) throw new Error(`The line names no address: ${line}`);
  return { url, headers, body };
}
