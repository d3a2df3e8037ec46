import { migration } from '@citygraph/kit';

export const usagePoints = migration('0001-usage-points', (schema) => [
  schema
    .createTable('usage_point')
    .addColumn('mrid', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('commodity', 'varchar(11)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('holder_uscc', 'varchar(18)')
    .addColumn('holder_id', 'varchar(40)')
    .addColumn('tariff_class', 'varchar(12)', (column) => column.notNull())
    .addColumn('last_read_at', 'datetime(3)' as never)
    .addColumn('last_milli', 'bigint')
    .addColumn('last_quality', 'varchar(10)'),
  schema.createIndex('usage_point_place').on('usage_point').column('place_id'),
  schema.createIndex('usage_point_holder').on('usage_point').column('holder_uscc'),
  schema.createIndex('usage_point_operator').on('usage_point').columns(['operator_uscc', 'village_code', 'mrid']),
  schema
    .createTable('register_reading')
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('milli', 'bigint', (column) => column.notNull())
    .addColumn('quality', 'varchar(10)', (column) => column.notNull())
    .addColumn('started_at', 'datetime(3)' as never)
    .addColumn('used_milli', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('register_reading_pk', ['mrid', 'at']),
]);
