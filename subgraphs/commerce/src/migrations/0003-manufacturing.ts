import { migration } from '@citygraph/kit';

export const manufacturing = migration('0003-manufacturing', (schema) => [
  schema
    .createTable('manufacturing_capability')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('process', 'varchar(30)', (column) => column.notNull())
    .addColumn('asset_shell_id', 'varchar(300)'),
  schema.createIndex('manufacturing_capability_process').on('manufacturing_capability').columns(['process', 'id']),
  schema
    .createTable('quotation')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('capability_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('requester_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('description', 'varchar(2000)', (column) => column.notNull())
    .addColumn('needed_by', 'varchar(10)', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('unit_cents', 'bigint')
    .addColumn('valid_until', 'datetime(3)' as never)
    .addColumn('requested_at', 'datetime(3)' as never, (column) => column.notNull()),
  schema.createIndex('quotation_provider').on('quotation').columns(['provider_uscc', 'requested_at']),
  schema.createIndex('quotation_requester').on('quotation').columns(['requester_uscc', 'requested_at']),
  schema
    .createTable('work_order')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('quotation_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('requester_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('released_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('ended_at', 'datetime(3)' as never),
  schema.createIndex('work_order_provider').on('work_order').columns(['provider_uscc', 'released_at']),
  schema.createIndex('work_order_requester').on('work_order').columns(['requester_uscc', 'released_at']),
]);
