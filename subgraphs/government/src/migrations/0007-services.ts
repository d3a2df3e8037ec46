import { migration } from '@citygraph/kit';

export const services = migration('0007-services', (schema) => [
  schema
    .createTable('public_service')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('audience', 'varchar(10)', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('statutory_days', 'integer')
    .addColumn('committed_days', 'integer')
    .addColumn('required_evidence', 'text', (column) => column.notNull()),
  schema
    .createTable('service_application')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('service_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('applicant_resident', 'varchar(40)')
    .addColumn('applicant_uscc', 'varchar(18)')
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('form_data', 'text', (column) => column.notNull())
    .addColumn('submitted_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('due_at', 'datetime(3)')
    .addColumn('division', 'varchar(12)'),
  schema.createIndex('service_application_resident').on('service_application').column('applicant_resident'),
  schema.createIndex('service_application_uscc').on('service_application').column('applicant_uscc'),
]);
