import { migration } from '@citygraph/kit';

export const generators = migration('0005-generators', (schema) => [
  schema
    .createTable('grid_parcel')
    .addColumn('parcel_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('land_use_code', 'varchar(4)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull()),
  schema
    .createTable('parcel_holder')
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('holder', 'varchar(40)', (column) => column.notNull())
    .addPrimaryKeyConstraint('parcel_holder_pk', ['parcel_id', 'holder']),
  schema
    .createTable('distributed_generator')
    .addColumn('mrid', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('technology', 'varchar(15)', (column) => column.notNull())
    .addColumn('open_technology', 'varchar(15)')
    .addColumn('rated_w', 'integer', (column) => column.notNull())
    .addColumn('poverty_alleviation', 'boolean', (column) => column.notNull())
    .addColumn('status', 'varchar(12)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('applicant', 'varchar(40)', (column) => column.notNull())
    .addColumn('applied_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('decided_by', 'varchar(80)')
    .addColumn('reason', 'varchar(500)')
    .addColumn('left_at', 'datetime(3)' as never)
    .addUniqueConstraint('distributed_generator_living', ['parcel_id', 'open_technology']),
  schema
    .createIndex('distributed_generator_worklist')
    .on('distributed_generator')
    .columns(['operator_uscc', 'status', 'applied_at']),
]);
