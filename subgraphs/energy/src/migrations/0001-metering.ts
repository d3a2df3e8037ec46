import { migration } from '@citygraph/kit';

export const metering = migration('0001-metering', (schema) => [
  schema
    .createTable('usage_point')
    .addColumn('mrid', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('commodity', 'varchar(12)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('holder_uscc', 'varchar(18)')
    .addColumn('last_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('last_value', 'double precision', (column) => column.notNull())
    .addColumn('last_quality', 'varchar(10)', (column) => column.notNull())
    .addColumn('billed_through', 'varchar(7)', (column) => column.notNull())
    .addColumn('billed_cents', 'bigint', (column) => column.notNull()),
  schema.createIndex('usage_point_place').on('usage_point').column('place_id'),
  schema.createIndex('usage_point_unbilled').on('usage_point').columns(['billed_through', 'last_at']),
  schema
    .createTable('register_reading')
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('value', 'double precision', (column) => column.notNull())
    .addColumn('quality', 'varchar(10)', (column) => column.notNull())
    .addPrimaryKeyConstraint('register_reading_pk', ['mrid', 'at']),
  schema
    .createTable('tariff_tier')
    .addColumn('commodity', 'varchar(12)', (column) => column.notNull())
    .addColumn('tier', 'integer', (column) => column.notNull())
    .addColumn('up_to', 'double precision')
    .addColumn('cents_per_unit', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('tariff_tier_pk', ['commodity', 'tier']),
  schema
    .createTable('bill')
    .addColumn('id', 'varchar(50)', (column) => column.primaryKey())
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('month', 'varchar(7)', (column) => column.notNull())
    .addColumn('consumption', 'double precision', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('issued_at', 'datetime(3)' as never, (column) => column.notNull())
    .addUniqueConstraint('bill_month', ['mrid', 'month']),
]);
