import { SCAN_LIMITS, type ScanLimits } from './scan-limits.ts';

/** What was counted up to the end, or up to the first limit that was passed. */
export interface Scan {
  readonly bytes: number;
  readonly tokens: number;
  readonly types: number;
  readonly fields: number;
  readonly depth: number;
  /** The first limit that was passed, and where. */
  readonly passed: { readonly limit: keyof ScanLimits; readonly offset: number } | null;
  /** The first character of a name or sign that GraphQL does not know, such as а (Cyrillic) for a. */
  readonly foreign: { readonly character: string; readonly offset: number } | null;
}

const TYPE_KEYWORDS = new Set(['type', 'interface', 'input', 'union', 'enum', 'scalar']);
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /-?\d[\w.+-]*/y;
/** To the closing quotes; a text that is never closed goes to its line's or the document's end. */
const BLOCK_TEXT = /"""(?:\\"""|(?!""")[\s\S])*(?:"""|$)/y;
const TEXT = /"(?:\\.|[^"\\\n\r])*"?/y;
const IGNORED = /(?:[\s,\uFEFF]+|#[^\n\r]*)+/y;
const OPENING = '{[(';
const CLOSING = '}])';

/**
 * One pass over the characters, before any parser sees them: parsers recurse, and composers take minutes and gigabytes
 * for what a page of text can ask of them. Stops at the first limit.
 */
export function scanDocument(sdl: string, limits: ScanLimits = SCAN_LIMITS): Scan {
  const bytes = Buffer.byteLength(sdl);
  const count = { tokens: 0, types: 0, fields: 0, depth: 0 };
  let foreign: Scan['foreign'] = null;
  const answer = (passed: Scan['passed']): Scan => ({ bytes, ...count, passed, foreign });
  if (bytes > limits.bytes) return answer({ limit: 'bytes', offset: 0 });
  const open: string[] = [];
  let offset = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = offset;
    return pattern.exec(sdl)?.[0] ?? '';
  };
  while (offset < sdl.length) {
    const ignored = take(IGNORED);
    if (ignored) {
      offset += ignored.length;
      continue;
    }
    const start = offset;
    const character = String.fromCodePoint(sdl.codePointAt(offset) ?? 0);
    const text = character === '"' ? take(BLOCK_TEXT) || take(TEXT) : '';
    const name = text ? '' : take(NAME);
    const token = text || name || take(NUMBER) || character;
    offset += token.length;
    count.tokens += 1;
    if (name && open.length === 0 && TYPE_KEYWORDS.has(name)) count.types += 1;
    if (text) count.depth = Math.max(count.depth, open.length + depthOf(text));
    else if (OPENING.includes(character)) count.depth = Math.max(count.depth, open.push(character));
    else if (CLOSING.includes(character)) open.pop();
    else if (character === ':' && open.length === 1 && open[0] === '{') count.fields += 1;
    else if (character > '~') foreign ??= { character, offset: start };
    if (name.length > limits.name) return answer({ limit: 'name', offset: start });
    for (const limit of ['depth', 'tokens', 'types', 'fields'] as const) {
      if (count[limit] > limits[limit]) return answer({ limit, offset: start });
    }
  }
  return answer(null);
}

/** Field sets are texts that parsers go into as well. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (OPENING.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (CLOSING.includes(character)) depth -= 1;
  }
  return deepest;
}

/** Line and column of an offset, from 1. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|[\n\r]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
