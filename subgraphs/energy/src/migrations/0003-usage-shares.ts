import { migration } from '@citygraph/kit';

export const usageShares = migration('0003-usage-shares', (schema) => [
  schema
    .createTable('usage_share')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('grantee_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('open_grantee', 'varchar(18)')
    .addColumn('shared_by', 'varchar(40)', (column) => column.notNull())
    .addColumn('shared_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('until', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('ended_at', 'datetime(3)' as never)
    .addUniqueConstraint('usage_share_open', ['mrid', 'open_grantee']),
  schema.createIndex('usage_share_grantee').on('usage_share').columns(['grantee_uscc', 'shared_at']),
  schema
    .createTable('outbox')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(40)', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('created_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('delivered_at', 'datetime(3)' as never),
  schema.createIndex('outbox_waiting').on('outbox').columns(['delivered_at', 'created_at']),
]);
