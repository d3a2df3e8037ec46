import { migration } from '@citygraph/kit';

export const refusedAttemptCounts = migration('0045-refused-attempts', (schema) => [
  schema
    .createTable('refused_attempt')
    .addColumn('minute', 'datetime(3)', (column) => column.notNull())
    .addColumn('own', 'varchar(64)', (column) => column.notNull())
    .addColumn('code', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)')
    .addColumn('agency', 'varchar(18)')
    .addColumn('act', 'varchar(40)', (column) => column.notNull())
    .addColumn('target', 'varchar(80)', (column) => column.notNull())
    .addColumn('times', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('refused_attempt_key', ['minute', 'own', 'code']),
]);
