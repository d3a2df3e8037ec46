import { migration } from '@citygraph/kit';

export const land = migration('0002-land', (schema) => [
  schema
    .createTable('place')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('address_text', 'varchar(200)', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('division_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('parcel_id', 'varchar(40)'),
  schema.createIndex('place_division').on('place').column('division_code'),
  schema
    .createTable('parcel')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('real_estate_unit_code', 'varchar(28)', (column) => column.notNull().unique())
    .addColumn('land_use_code', 'varchar(10)', (column) => column.notNull())
    .addColumn('area_m2', 'double precision', (column) => column.notNull())
    .addColumn('ring', 'text', (column) => column.notNull())
    .addColumn('west', 'double precision', (column) => column.notNull())
    .addColumn('south', 'double precision', (column) => column.notNull())
    .addColumn('east', 'double precision', (column) => column.notNull())
    .addColumn('north', 'double precision', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)'),
  schema.createIndex('parcel_bounds').on('parcel').columns(['west', 'east', 'south', 'north']),
  schema
    .createTable('parcel_rights_holder')
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('holder', 'varchar(40)', (column) => column.notNull())
    .addColumn('kind', 'varchar(12)', (column) => column.notNull())
    .addPrimaryKeyConstraint('parcel_rights_holder_pk', ['parcel_id', 'holder']),
]);
