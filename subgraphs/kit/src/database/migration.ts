import { Migration } from '@mikro-orm/migrations';
import type { EntityManager, Kysely } from '@mikro-orm/sql';
import { sql } from 'kysely';

/** Anything Kysely compiles to one statement. */
export interface Statement {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] };
}

export type SchemaBuilder = Kysely<unknown>['schema'];

export interface MigrationStep {
  /** `0001-people`: what is recorded; never changes after it landed. */
  readonly name: string;
  readonly class: new (...args: never[]) => Migration;
}

/** Text of up to 16 MiB: MySQL's `text` ends at 64 KiB. In the entity: `p.text().columnType('mediumtext')`. */
export const LONG_TEXT = sql`mediumtext`;

/**
 * One change of the tables, in Kysely's schema language, so that the same code serves SQLite and MySQL.
 * Types that mean the same on both: `varchar(n)`, `text`, `integer`, `bigint`, `boolean`, `double precision`, `datetime(3)`.
 */
export function migration(name: string, statements: (schema: SchemaBuilder) => readonly Statement[]): MigrationStep {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        const em = this.getEntityManager() as EntityManager;
        for (const statement of statements(em.getKysely<unknown>().schema)) this.addSql(statement.compile().sql);
      }
    },
  };
}
