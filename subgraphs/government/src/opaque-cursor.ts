import { CityGraphError } from '@citygraph/contract';
import type { Connection } from '@citygraph/kit';

type Part = string | number;

/**
 * Cursors of lists that the kit's loaders cannot page, because what belongs to a parent is not a column of the row. They hold
 * the row's place in the list's order, and are bound to the list by its name.
 */
export const writeCursor = (list: string, ...parts: readonly Part[]): string =>
  Buffer.from(JSON.stringify([list, ...parts])).toString('base64url');

/** What a part may be; a moment is in milliseconds since the epoch. */
type Shape<T extends readonly Part[]> = { readonly [I in keyof T]: T[I] extends number ? 'moment' : 'text' };

/** The parts of a cursor of that list; null for none. @throws BAD_USER_INPUT for any other text. */
export function readCursor<T extends readonly Part[]>(
  list: string,
  cursor: string | null | undefined,
  shape: Shape<T>,
): T | null {
  if (cursor == null) return null;
  const [name, ...parts] = parse(cursor);
  if (name === list && parts.length === shape.length && parts.every((part, at) => isPart(part, shape[at]))) {
    return parts as unknown as T;
  }
  throw new CityGraphError(
    'BAD_USER_INPUT',
    'after: this is no cursor of this list; give the endCursor of the page before, or none.',
    { extensions: { argument: 'after' } },
  );
}

/** What a datetime column holds on every database. */
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/** JSON can say what no column holds: moments beyond all calendars, and text with the character U+0000. */
function isPart(part: unknown, kind: 'moment' | 'text' | undefined): boolean {
  return kind === 'moment'
    ? typeof part === 'number' && part >= EARLIEST && part <= LATEST
    : typeof part === 'string' && !part.includes('\0');
}

function parse(cursor: string): unknown[] {
  if (cursor.length > 400) return [];
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** A page made of rows of which one more than `first` were asked for. */
export function pageFrom<T>(
  rows: readonly T[],
  first: number,
  after: string | null,
  cursorOf: (row: T) => string,
): Connection<T> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ node, cursor: cursorOf(node) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Pages of 1 to 100 rows. */
export function assertPageSize(first: number): void {
  if (first >= 1 && first <= 100) return;
  throw new CityGraphError('BAD_USER_INPUT', `first: ${first} is no size of a page; give 1 to 100.`, {
    extensions: { argument: 'first' },
  });
}
