import { existsSync } from 'node:fs';
import { StartError } from '@citygraph/contract';
import { openDatabase, readNamedFile } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { registry } from '../index.ts';
import type { Flags } from './command.ts';

/** Opens the registry's database as it is: nothing is made and nothing is migrated. */
export async function withDatabase<T>(flags: Flags, work: (em: () => EntityManager) => Promise<T>): Promise<T> {
  const url = await urlOf(flags);
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
  if (file !== null && !existsSync(file)) throw new StartError(`There is no database ${file}.`);
  const orm = await openDatabase({ url, subgraph: registry });
  try {
    const pending = await orm.migrator.getPending();
    if (pending.length > 0)
      throw new StartError(
        `The database is of an earlier version (${pending.map(({ name }) => name).join(', ')} are missing): start the registry once, or use the command of that version.`,
      );
    return await work(() => orm.em.fork() as EntityManager);
  } finally {
    await orm.close(true);
  }
}

async function urlOf({ database, 'database-file': file }: Flags): Promise<string> {
  if (database !== undefined && file !== undefined)
    throw new StartError('Give --database or --database-file, not both.');
  if (database !== undefined) return database;
  if (file === undefined) throw new StartError('Say which database: --database <url> or --database-file <file>.');
  return (await readNamedFile(file, 'The file that --database-file names')).trim();
}
