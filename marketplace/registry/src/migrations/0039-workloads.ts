import { migration } from '@citygraph/kit';

export const workloads = migration('0039-workloads', (schema) => [
  schema
    .createTable('workload')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('name', 'varchar(80)', (column) => column.notNull())
    .addColumn('public_key', 'varchar(43)', (column) => column.notNull())
    .addColumn('made_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('made_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('until', 'datetime(3)', (column) => column.notNull())
    .addColumn('used_at', 'datetime(3)')
    .addColumn('revoked_at', 'datetime(3)')
    .addColumn('revoked_by', 'varchar(64)'),
  schema.createIndex('workload_plugin').on('workload').columns(['plugin']),
]);
