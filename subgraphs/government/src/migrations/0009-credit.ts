import { migration } from '@citygraph/kit';

export const credit = migration('0009-credit', (schema) => [
  schema
    .createTable('public_credit_record')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('subject_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('category', 'varchar(30)', (column) => column.notNull())
    .addColumn('source_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('statement', 'text', (column) => column.notNull())
    .addColumn('effective_from', 'varchar(10)', (column) => column.notNull())
    .addColumn('redressed_at', 'varchar(10)')
    .addColumn('redresses', 'varchar(40)')
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('public_credit_record_subject').on('public_credit_record').column('subject_uscc'),
  schema
    .createTable('credit_complaint')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('subject_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('record_id', 'varchar(40)')
    .addColumn('grounds', 'text', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('filed_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('filed_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('credit_complaint_subject').on('credit_complaint').column('subject_uscc'),
]);
