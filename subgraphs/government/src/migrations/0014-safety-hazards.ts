import { migration } from '@citygraph/kit';

export const safetyHazards = migration('0014-safety-hazards', (schema) => [
  schema
    .createTable('safety_hazard')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('subject_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('division_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('inspection_id', 'varchar(40)')
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('found_on', 'varchar(10)', (column) => column.notNull())
    .addColumn('due_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('reported_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('reported_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('rectification', 'text')
    .addColumn('rectified_at', 'datetime(3)')
    .addColumn('verification', 'text')
    .addColumn('verified_at', 'datetime(3)')
    .addColumn('verified_by', 'varchar(64)')
    .addColumn('overdue_alert_at', 'datetime(3)'),
  schema.createIndex('safety_hazard_subject').on('safety_hazard').columns(['subject_uscc', 'due_at']),
  schema.createIndex('safety_hazard_division').on('safety_hazard').columns(['division_code', 'due_at']),
  // The job looks for what is due and not yet alerted.
  schema.createIndex('safety_hazard_due').on('safety_hazard').columns(['status', 'due_at']),
]);
