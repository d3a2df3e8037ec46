import { migration } from '@citygraph/kit';

export const grants = migration('0002-grants', (schema) => [
  schema
    .createTable('app')
    .addColumn('client_id', 'varchar(80)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('organisation_uscc', 'varchar(18)')
    .addColumn('third_party', 'boolean', (column) => column.notNull())
    .addColumn('documents_only', 'boolean', (column) => column.notNull())
    .addColumn('requests_per_minute', 'integer')
    .addColumn('cost_per_minute', 'integer')
    .addColumn('registered_at', 'datetime(3)', (column) => column.notNull()),
  schema
    .createTable('app_document')
    .addColumn('client_id', 'varchar(80)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('registered_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('registered_by', 'varchar(64)', (column) => column.notNull())
    .addPrimaryKeyConstraint('app_document_key', ['client_id', 'digest']),
  schema
    .createTable('data_grant')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('app', 'varchar(80)', (column) => column.notNull())
    .addColumn('grantee_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('owner_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('coordinates', 'json', (column) => column.notNull())
    .addColumn('level', 'varchar(2)', (column) => column.notNull())
    .addColumn('purpose', 'varchar(40)', (column) => column.notNull())
    .addColumn('retention_days', 'integer', (column) => column.notNull())
    .addColumn('until', 'datetime(3)', (column) => column.notNull())
    .addColumn('needs_consent', 'boolean', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('requested_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('requested_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('due_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('decision_reason', 'text')
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('data_grant_owner').on('data_grant').columns(['owner_uscc', 'state', 'due_at']),
  schema.createIndex('data_grant_grantee').on('data_grant').columns(['grantee_uscc', 'requested_at']),
  schema
    .createTable('grant_approval')
    .addColumn('grant_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('approver', 'varchar(64)', (column) => column.notNull())
    .addColumn('approver_agency', 'varchar(18)', (column) => column.notNull())
    .addColumn('terms_digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('approved_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_approval_key', ['grant_id', 'approver']),
  schema
    .createTable('grant_alert')
    .addColumn('grant_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('raised_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('grant_alert_key', ['grant_id', 'level']),
  schema
    .createTable('consent')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('grant_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject_type', 'varchar(20)', (column) => column.notNull())
    .addColumn('subject_key', 'varchar(40)', (column) => column.notNull())
    .addColumn('open_subject', 'varchar(40)')
    .addColumn('given_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('given_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('until', 'datetime(3)', (column) => column.notNull())
    .addColumn('revoked_at', 'datetime(3)')
    .addColumn('artefact_jws', 'text', (column) => column.notNull())
    // One living consent a grant and subject.
    .addUniqueConstraint('consent_open', ['grant_id', 'open_subject']),
  schema.createIndex('consent_subject').on('consent').columns(['subject_key', 'given_at']),
  schema
    .createTable('head')
    .addColumn('name', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull()),
  schema
    .createTable('audit_entry')
    .addColumn('sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('previous', 'varchar(64)', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull()),
]);
