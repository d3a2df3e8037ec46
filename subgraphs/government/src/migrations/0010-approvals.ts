import { migration } from '@citygraph/kit';

export const approvals = migration('0010-approvals', (schema) => [
  schema
    .createTable('parallel_approval_case')
    .addColumn('project_code', 'varchar(24)', (column) => column.primaryKey())
    .addColumn('applicant_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('lead_agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('parcel_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('opened_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('division', 'varchar(12)'),
  schema
    .createTable('approval_step')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('project_code', 'varchar(24)', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('service_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('accepted_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('due_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('paused_at', 'datetime(3)')
    .addColumn('decision', 'varchar(30)')
    .addColumn('reason', 'text')
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('decided_by', 'varchar(64)')
    .addColumn('correction', 'text'),
  schema.createIndex('approval_step_project').on('approval_step').column('project_code'),
  schema.createIndex('approval_step_due').on('approval_step').column('due_at'),
  schema
    .createTable('supervision_alert')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('step_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('rule', 'varchar(120)', (column) => column.notNull())
    .addColumn('raised_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('lead_agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('division', 'varchar(12)')
    // Each level once a step, whoever raises it.
    .addUniqueConstraint('supervision_alert_once', ['step_id', 'level']),
  schema.createIndex('supervision_alert_raised').on('supervision_alert').column('raised_at'),
]);
