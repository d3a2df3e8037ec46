import { migration } from '@citygraph/kit';

export const nameClaims = migration('0011-name-claims', (schema) => [
  schema
    .createTable('name_claim')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('name', 'varchar(161)', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('requested_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('requested_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('decided_by', 'varchar(64)')
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('decision_reason', 'text')
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('name_claim_publisher').on('name_claim').columns(['publisher_id', 'state']),
  schema.createIndex('name_claim_state').on('name_claim').columns(['state', 'requested_at']),
]);
