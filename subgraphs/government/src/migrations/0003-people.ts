import { migration } from '@citygraph/kit';

export const people = migration('0003-people', (schema) => [
  schema
    .createTable('resident')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('id_number', 'varchar(18)', (column) => column.notNull().unique())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('birth_date', 'varchar(10)', (column) => column.notNull())
    .addColumn('sex', 'varchar(1)', (column) => column.notNull())
    .addColumn('household_id', 'varchar(40)')
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('resident_household').on('resident').column('household_id'),
  schema
    .createTable('guardianship')
    .addColumn('guardian_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('ward_id', 'varchar(40)', (column) => column.notNull())
    .addPrimaryKeyConstraint('guardianship_pk', ['guardian_id', 'ward_id']),
  schema.createIndex('guardianship_ward').on('guardianship').column('ward_id'),
  schema
    .createTable('id_number_lookup')
    .addColumn('officer', 'varchar(64)', (column) => column.notNull())
    .addColumn('day', 'varchar(10)', (column) => column.notNull())
    .addColumn('used', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('id_number_lookup_pk', ['officer', 'day']),
  schema
    .createTable('household')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('dwelling_id', 'varchar(40)')
    .addColumn('division', 'varchar(12)'),
  schema
    .createTable('income_verification')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('household_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('requested_by_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('bracket', 'varchar(40)', (column) => column.notNull())
    .addColumn('decided_at', 'datetime(3)'),
  schema
    .createTable('citizen_card')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('functions', 'text', (column) => column.notNull())
    .addColumn('division', 'varchar(12)'),
  schema
    .createTable('vehicle')
    .addColumn('vin', 'varchar(17)', (column) => column.primaryKey())
    .addColumn('electronic_plate', 'varchar(20)')
    .addColumn('class', 'varchar(40)')
    .addColumn('owner_id', 'varchar(40)')
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('vehicle_owner').on('vehicle').column('owner_id'),
]);
