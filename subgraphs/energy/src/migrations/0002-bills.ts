import { migration } from '@citygraph/kit';

export const bills = migration('0002-bills', (schema) => [
  schema
    .createTable('bill')
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('month', 'varchar(7)', (column) => column.notNull())
    .addColumn('from_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('to_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('used_milli', 'bigint', (column) => column.notNull())
    .addColumn('tariff', 'varchar(40)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('estimated', 'boolean', (column) => column.notNull())
    .addColumn('issued_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('due_on', 'varchar(10)', (column) => column.notNull())
    .addPrimaryKeyConstraint('bill_pk', ['mrid', 'month'])
    .addUniqueConstraint('bill_span', ['mrid', 'from_at']),
  schema
    .createTable('tariff_tier')
    .addColumn('tariff', 'varchar(40)', (column) => column.notNull())
    .addColumn('tier', 'integer', (column) => column.notNull())
    .addColumn('up_to', 'integer')
    .addColumn('cents', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('tariff_tier_pk', ['tariff', 'tier']),
]);
