import { type MigrationStep, migration } from './migration.ts';

/** Tables that every department has. */
export const kitMigrations: readonly MigrationStep[] = [
  migration('kit-0001-idempotency-and-seed', (schema) => [
    schema
      .createTable('idempotency_record')
      .addColumn('operation', 'varchar(60)', (column) => column.notNull())
      .addColumn('principal', 'varchar(80)', (column) => column.notNull())
      .addColumn('idempotency_key', 'varchar(128)', (column) => column.notNull())
      .addColumn('input_digest', 'varchar(64)', (column) => column.notNull())
      .addColumn('result', 'varchar(128)', (column) => column.notNull())
      .addColumn('created_at', 'datetime(3)' as never, (column) => column.notNull())
      .addPrimaryKeyConstraint('idempotency_record_pk', ['operation', 'principal', 'idempotency_key']),
    schema
      .createTable('city_seed')
      .addColumn('seed', 'varchar(128)', (column) => column.primaryKey())
      .addColumn('seeded_at', 'datetime(3)' as never, (column) => column.notNull()),
  ]),
];
