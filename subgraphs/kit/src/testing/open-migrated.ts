import { readFile, writeFile } from 'node:fs/promises';
import { type Database, migrate, openDatabase } from '../database/open-database.ts';
import type { Subgraph } from '../subgraph.ts';

/** What a list of migrations makes of an empty database: the file of SQLite, or MariaDB's own words for the tables. */
const made = new WeakMap<
  Subgraph['migrations'],
  { readonly file: Buffer } | { readonly statements: readonly string[] }
>();

/** A department's database with all its tables. Migrations run once in a process; what they made is copied later, and there is nothing to migrate. */
export async function openMigrated(url: string, subgraph: Subgraph): Promise<Database> {
  const known = made.get(subgraph.migrations);
  const file = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
  if (known && 'file' in known && file !== null) await writeFile(file, known.file);
  const orm = await openDatabase({ url, subgraph });
  if (known && 'statements' in known && file === null)
    for (const statement of known.statements) await orm.em.getConnection().execute(statement);
  const applied = await migrate(orm);
  if (applied.length === 0) return orm;
  if (file === null) made.set(subgraph.migrations, { statements: await statementsOf(orm) });
  else {
    await orm.em.getConnection().execute('vacuum into ?', [`${file}.copy`]);
    made.set(subgraph.migrations, { file: await readFile(`${file}.copy`) });
  }
  return orm;
}

/** Statements that make every table as it is, with what migrations wrote into it: the list of themselves, and the first rows of some. */
async function statementsOf(orm: Database): Promise<string[]> {
  const connection = orm.em.getConnection();
  const columns = await connection.execute<{ name: string; columns: string }[]>(
    `select table_name as name, group_concat(concat('quote(\`', column_name, '\`)') order by ordinal_position) as columns
      from information_schema.columns where table_schema = database() group by table_name`,
  );
  const statements: string[] = [];
  for (const { name, columns: quoted } of columns) {
    const [table] = await connection.execute<Record<string, string>[]>(`show create table \`${name}\``);
    statements.push(table?.['Create Table'] ?? '');
    const rows = await connection.execute<{ line: string }[]>(
      `select concat_ws(',', ${quoted}) as line from \`${name}\``,
    );
    if (rows.length > 0)
      statements.push(`insert into \`${name}\` values ${rows.map(({ line }) => `(${line})`).join()}`);
  }
  return statements;
}
