import { migration } from '@citygraph/kit';

/** What the clock of a claim to a name has reached. */
export const claimAlerts = migration('0183-claim-alerts', (schema) => [
  schema
    .createTable('claim_alert')
    .addColumn('claim_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('raised_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('claim_alert_key', ['claim_id', 'level']),
]);
