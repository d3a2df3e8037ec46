import { migration } from '@citygraph/kit';

export const records = migration('0001-records', (schema) => [
  schema
    .createTable('practitioner')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('organization_uscc', 'varchar(18)', (column) => column.notNull()),
  schema
    .createTable('health_record')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('family_doctor_id', 'varchar(40)'),
  schema
    .createTable('record_concept')
    .addColumn('id', 'varchar(60)', (column) => column.primaryKey())
    .addColumn('record_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('system', 'varchar(80)', (column) => column.notNull())
    .addColumn('code', 'varchar(20)', (column) => column.notNull())
    .addColumn('display', 'varchar(120)'),
  schema.createIndex('record_concept_record').on('record_concept').column('record_id'),
  schema
    .createTable('encounter')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('start_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('reason_code', 'varchar(20)')
    .addColumn('reason_display', 'varchar(120)'),
  schema.createIndex('encounter_resident').on('encounter').columns(['resident_id', 'start_at']),
  schema
    .createTable('immunization')
    .addColumn('id', 'varchar(60)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('vaccine', 'varchar(10)', (column) => column.notNull())
    .addColumn('dose', 'integer', (column) => column.notNull())
    .addColumn('occurrence', 'varchar(10)', (column) => column.notNull())
    .addColumn('lot_number', 'varchar(40)'),
  schema.createIndex('immunization_resident').on('immunization').column('resident_id'),
  schema
    .createTable('consent_directive')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('scope', 'varchar(20)', (column) => column.notNull())
    .addColumn('grantee_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('until', 'datetime(3)' as never)
    .addColumn('recorded_by', 'varchar(80)', (column) => column.notNull())
    .addColumn('recorded_at', 'datetime(3)' as never, (column) => column.notNull()),
  schema.createIndex('consent_directive_resident').on('consent_directive').column('resident_id'),
]);
