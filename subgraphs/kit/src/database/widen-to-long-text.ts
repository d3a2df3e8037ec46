import type { SchemaBuilder, Statement } from './migration.ts';

/** What both databases do without a change. */
const NOTHING: Statement = { compile: () => ({ sql: 'select 1', parameters: [] }) };

/** Makes a `text` column that must hold more than 64 KiB a LONG_TEXT one. SQLite's columns have no such end. */
export function widenToLongText(schema: SchemaBuilder, table: string, column: string): Statement {
  const quoted = schema.dropTable(table).compile().sql;
  const isMySql = quoted.includes('`');
  if (!isMySql) return NOTHING;
  return {
    compile: () => ({ sql: `alter table \`${table}\` modify \`${column}\` mediumtext not null`, parameters: [] }),
  };
}
