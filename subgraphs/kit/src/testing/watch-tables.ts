import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/sql';

export interface WatchedTables {
  /** Names of the tables whose rows differ from what they were when last asked. */
  changed(): Promise<string[]>;
}

const WRITE = /^\s*(?:insert\s+(?:ignore\s+)?into|update|delete\s+from|replace\s+into)\s+[`"]?(\w+)/i;

/** The table that a statement writes to, if it writes. */
export const tableWritten = (sql: string): string | null => WRITE.exec(sql)?.[1] ?? null;

/** Remembers a digest of each table's rows; `written` holds the names of tables written to since, and is emptied by asking. */
export async function watchTables(em: () => EntityManager, written: Set<string>): Promise<WatchedTables> {
  const digestOf = async (table: string): Promise<string> => {
    const rows = (await em().execute(`select * from ${em().getPlatform().quoteIdentifier(table)}`)) as unknown[];
    const lines = rows.map((row) => JSON.stringify(row)).sort();
    return createHash('sha256').update(lines.join('\n')).digest('hex');
  };
  const digests = new Map<string, string>();
  for (const { tableName } of em().getMetadata().getAll().values()) digests.set(tableName, await digestOf(tableName));
  written.clear();
  return {
    async changed() {
      const touched = [...written];
      const changes: string[] = [];
      for (const table of touched) {
        const digest = await digestOf(table);
        if (digest !== digests.get(table)) changes.push(table);
        digests.set(table, digest);
      }
      written.clear();
      return changes;
    },
  };
}
