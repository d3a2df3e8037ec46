import { migration } from '@citygraph/kit';

export const divisionsAndAgencies = migration('0001-divisions-and-agencies', (schema) => [
  schema
    .createTable('admin_division')
    .addColumn('code', 'varchar(12)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(80)', (column) => column.notNull())
    .addColumn('level', 'varchar(12)', (column) => column.notNull())
    .addColumn('parent_code', 'varchar(12)')
    .addColumn('pilot_town', 'boolean', (column) => column.notNull()),
  schema.createIndex('admin_division_parent').on('admin_division').column('parent_code'),
  schema
    .createTable('agency')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('field', 'varchar(40)', (column) => column.notNull()),
]);
