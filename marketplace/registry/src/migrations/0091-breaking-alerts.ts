import { migration } from '@citygraph/kit';

/** What the clock of a question about a breaking change has reached. */
export const breakingAlerts = migration('0091-breaking-alerts', (schema) => [
  schema
    .createTable('breaking_alert')
    .addColumn('breaking_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('raised_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('breaking_alert_key', ['breaking_id', 'level']),
]);
