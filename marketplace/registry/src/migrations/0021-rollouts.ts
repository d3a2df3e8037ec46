import { migration } from '@citygraph/kit';

export const rollouts = migration('0021-rollouts', (schema) => [
  schema
    .createTable('rollout')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('release_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('release_digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('replaces_id', 'varchar(40)')
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('percent', 'integer', (column) => column.notNull())
    .addColumn('buckets', 'json', (column) => column.notNull())
    .addColumn('slo', 'json', (column) => column.notNull())
    .addColumn('started_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('started_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('changed_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('changed_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull()),
  schema.createIndex('rollout_state').on('rollout').columns(['state', 'plugin']),
  schema.createIndex('rollout_plugin').on('rollout').columns(['plugin', 'started_at', 'id']),
  schema
    .createTable('incident')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('subject', 'varchar(60)', (column) => column.notNull())
    .addColumn('version', 'varchar(40)')
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('action', 'text')
    .addColumn('opened_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('seen_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('closed_at', 'datetime(3)')
    .addColumn('closed_by', 'varchar(64)')
    .addColumn('open_key', 'varchar(130)', (column) => column.notNull().unique()),
  schema.createIndex('incident_opened').on('incident').columns(['opened_at', 'id']),
]);
