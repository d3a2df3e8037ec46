import { migration } from '@citygraph/kit';

/** Two people take it upon themselves that clients lose what they ask for. */
export const breakingChanges = migration('0029-breaking-changes', (schema) => [
  schema
    .createTable('breaking_change')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('release_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('release_digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('replaces', 'varchar(64)')
    .addColumn('taken', 'json', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('agencies', 'varchar(400)', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('asked_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('asked_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('decided_by', 'varchar(64)')
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('decision_reason', 'text')
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('breaking_change_release').on('breaking_change').columns(['release_id', 'state']),
  schema.createIndex('breaking_change_plugin').on('breaking_change').columns(['plugin', 'asked_at', 'id']),
  schema.createIndex('breaking_change_asked').on('breaking_change').columns(['asked_at', 'id']),
]);
