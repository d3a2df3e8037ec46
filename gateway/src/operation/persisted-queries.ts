import { createHash } from 'node:crypto';
import { CityGraphError } from '@citygraph/contract';

/** What a client sends instead of a text, or beside it (automatic persisted queries, as Apollo's clients speak it). */
export interface QueryOrDigest {
  readonly query: string | null;
  /** Lower-case hexadecimal SHA-256 of the text. */
  readonly sha256: string | null;
}

export interface PersistedQueries {
  /**
   * The text that was asked for. Throws PERSISTED_QUERY_NOT_FOUND, whereupon clients send text and digest together, and
   * BAD_USER_INPUT for a digest that is another text's.
   */
  textOf(wanted: QueryOrDigest): string;
  /** Keeps a text that turned out to be good, for clients that know its digest alone. */
  keep(sha256: string, text: string): void;
}

/** Characters of all texts together. */
const CAPACITY = 4_000_000;
/** A longer text holds data that belongs into variables. */
const LONGEST = 20_000;

/** Bounded by size, not by number: what was used least recently goes. Only texts that are valid come in. */
export function createPersistedQueries(capacity = CAPACITY): PersistedQueries {
  const texts = new Map<string, string>();
  let size = 0;
  return {
    textOf({ query, sha256 }) {
      if (sha256 === null) return query ?? '';
      if (query !== null) {
        if (createHash('sha256').update(query).digest('hex') === sha256) return query;
        throw new CityGraphError('BAD_USER_INPUT', 'extensions.persistedQuery.sha256Hash is not that of the query.');
      }
      const text = texts.get(sha256);
      // Clients know this very message.
      if (text === undefined) throw new CityGraphError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      texts.delete(sha256);
      texts.set(sha256, text);
      return text;
    },
    keep(sha256, text) {
      if (texts.has(sha256) || text.length > LONGEST) return;
      texts.set(sha256, text);
      size += text.length;
      for (const [oldest, gone] of texts) {
        if (size <= capacity) break;
        texts.delete(oldest);
        size -= gone.length;
      }
    },
  };
}
