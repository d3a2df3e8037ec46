import { migration } from '@citygraph/kit';

export const generation = migration('0003-generation', (schema) => [
  schema
    .createTable('parcel_holder')
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('holder', 'varchar(40)', (column) => column.notNull())
    .addPrimaryKeyConstraint('parcel_holder_pk', ['parcel_id', 'holder']),
  schema
    .createTable('distributed_generator')
    .addColumn('mrid', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('technology', 'varchar(16)', (column) => column.notNull())
    .addColumn('rated_kw', 'double precision', (column) => column.notNull())
    .addColumn('poverty_alleviation', 'boolean', (column) => column.notNull())
    .addColumn('status', 'varchar(12)', (column) => column.notNull())
    .addColumn('living_parcel_id', 'varchar(40)')
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('applicant', 'varchar(40)', (column) => column.notNull())
    .addColumn('applied_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('reason', 'varchar(500)')
    .addUniqueConstraint('distributed_generator_living', ['living_parcel_id', 'technology']),
  schema.createIndex('distributed_generator_parcel').on('distributed_generator').column('parcel_id'),
  schema
    .createTable('charging_station')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('division', 'varchar(12)', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('connectors', 'integer', (column) => column.notNull())
    .addColumn('power_kw', 'double precision', (column) => column.notNull())
    .addColumn('price_per_kwh_cents', 'integer', (column) => column.notNull()),
  schema.createIndex('charging_station_where').on('charging_station').columns(['longitude', 'latitude']),
  schema
    .createTable('annual_use')
    .addColumn('uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('kwh', 'double precision', (column) => column.notNull())
    .addColumn('intensity_percentile', 'integer')
    .addPrimaryKeyConstraint('annual_use_pk', ['uscc', 'year']),
]);
