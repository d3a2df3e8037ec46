import { migration } from '@citygraph/kit';

export const plans = migration('0023-plans', (schema) => [
  schema
    .createTable('plan')
    .addColumn('name', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('title', 'varchar(120)', (column) => column.notNull())
    .addColumn('requests_per_minute', 'integer', (column) => column.notNull())
    .addColumn('cost_per_minute', 'integer', (column) => column.notNull())
    .addColumn('requests_per_day', 'integer')
    .addColumn('max_depth', 'integer')
    .addColumn('max_cost', 'integer')
    .addColumn('approval', 'varchar(10)', (column) => column.notNull())
    .addColumn('made_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('retired_at', 'datetime(3)'),
  schema
    .createTable('subscription')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('app', 'varchar(80)', (column) => column.notNull())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('plan', 'varchar(40)', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('requested_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('requested_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('decided_by', 'varchar(64)')
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('reason', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addUniqueConstraint('subscription_app_plugin', ['app', 'plugin']),
  schema.createIndex('subscription_plugin').on('subscription').columns(['plugin', 'id']),
  schema
    .createTable('app_key')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('app', 'varchar(80)', (column) => column.notNull())
    .addColumn('name', 'varchar(80)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull().unique())
    .addColumn('made_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('made_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('until', 'datetime(3)')
    .addColumn('revoked_at', 'datetime(3)')
    .addColumn('revoked_by', 'varchar(64)'),
  schema.createIndex('app_key_app').on('app_key').columns(['app', 'id']),
]);
