import { migration } from '@citygraph/kit';

export const supervisionOfEntities = migration('0008-supervision-of-entities', (schema) => [
  schema
    .createTable('licence')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(40)', (column) => column.notNull())
    .addColumn('holder_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('issued_by_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('valid_from', 'varchar(10)', (column) => column.notNull())
    .addColumn('valid_to', 'varchar(10)'),
  schema.createIndex('licence_holder').on('licence').column('holder_uscc'),
  schema
    .createTable('inspection')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('subject_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('result', 'varchar(20)', (column) => column.notNull())
    .addColumn('inspected_on', 'varchar(10)', (column) => column.notNull()),
  schema.createIndex('inspection_subject').on('inspection').column('subject_uscc'),
]);
