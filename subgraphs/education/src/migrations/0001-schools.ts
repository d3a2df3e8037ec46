import { migration } from '@citygraph/kit';

export const schools = migration('0001-schools', (schema) => [
  schema
    .createTable('school')
    .addColumn('code', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('stage', 'varchar(10)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull()),
  schema.createIndex('school_village').on('school').column('village_code'),
  schema
    .createTable('intake')
    .addColumn('school_code', 'varchar(20)', (column) => column.notNull())
    .addColumn('academic_year', 'varchar(4)', (column) => column.notNull())
    .addColumn('places', 'integer', (column) => column.notNull())
    .addColumn('taken', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('intake_pk', ['school_code', 'academic_year']),
  schema
    .createTable('catchment')
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('stage', 'varchar(10)', (column) => column.notNull())
    .addColumn('school_code', 'varchar(20)', (column) => column.notNull())
    .addPrimaryKeyConstraint('catchment_pk', ['village_code', 'stage']),
  schema
    .createTable('address')
    .addColumn('place_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull()),
]);
