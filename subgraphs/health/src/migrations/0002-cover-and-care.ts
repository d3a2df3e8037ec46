import { migration } from '@citygraph/kit';

export const coverAndCare = migration('0002-cover-and-care', (schema) => [
  schema
    .createTable('coverage')
    .addColumn('id', 'varchar(60)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('payor', 'varchar(80)', (column) => column.notNull())
    .addColumn('kind', 'varchar(40)', (column) => column.notNull())
    .addColumn('contribution_bracket', 'varchar(20)'),
  schema.createIndex('coverage_resident').on('coverage').column('resident_id'),
  schema
    .createTable('elder_care_assessment')
    .addColumn('resident_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('level', 'varchar(20)', (column) => column.notNull())
    .addColumn('assessed_at', 'varchar(10)', (column) => column.notNull()),
]);
