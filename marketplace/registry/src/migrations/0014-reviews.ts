import { migration } from '@citygraph/kit';

export const reviews = migration('0014-reviews', (schema) => [
  schema
    .createTable('review')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('release_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('agencies', 'varchar(400)', (column) => column.notNull())
    .addColumn('level', 'varchar(2)', (column) => column.notNull())
    .addColumn('eyes_needed', 'integer', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('submitted_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('submitted_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('due_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('paused_at', 'datetime(3)')
    .addColumn('decided_at', 'datetime(3)')
    .addColumn('reason_code', 'varchar(30)')
    .addColumn('decision_reason', 'text')
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('review_queue').on('review').columns(['state', 'due_at']),
  schema.createIndex('review_plugin').on('review').columns(['plugin', 'state']),
  schema
    .createTable('review_approval')
    .addColumn('review_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('approver', 'varchar(64)', (column) => column.notNull())
    .addColumn('agency', 'varchar(18)', (column) => column.notNull())
    .addColumn('stands_in', 'boolean', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('approved_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('review_approval_key', ['review_id', 'approver']),
  schema
    .createTable('review_comment')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('review_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('side', 'varchar(10)', (column) => column.notNull())
    .addColumn('author', 'varchar(64)', (column) => column.notNull())
    .addColumn('agency', 'varchar(18)')
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('review_comment_review').on('review_comment').columns(['review_id', 'at']),
  schema
    .createTable('review_alert')
    .addColumn('review_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('level', 'varchar(10)', (column) => column.notNull())
    .addColumn('raised_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('review_alert_key', ['review_id', 'level']),
]);
