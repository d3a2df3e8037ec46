import { migration } from '@citygraph/kit';

export const farms = migration('0001-farms', (schema) => [
  schema
    .createTable('address')
    .addColumn('place_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull()),
  schema
    .createTable('farm')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull()),
  schema.createIndex('farm_farmer').on('farm').column('farmer_id'),
  schema.createIndex('farm_operator').on('farm').columns(['operator_uscc', 'name', 'id']),
  schema
    .createTable('field_plot')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('farm_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('farmer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)')
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('season', 'varchar(6)')
    .addColumn('crop', 'varchar(10)')
    .addColumn('variety', 'varchar(80)')
    .addColumn('started_on', 'varchar(10)')
    .addColumn('ended_on', 'varchar(10)')
    .addColumn('bbch', 'integer')
    .addColumn('bbch_on', 'varchar(10)'),
  schema.createIndex('field_plot_farm').on('field_plot').columns(['farm_id', 'id']),
]);
