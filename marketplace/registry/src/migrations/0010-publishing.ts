import { migration } from '@citygraph/kit';

export const publishing = migration('0010-publishing', (schema) => [
  schema
    .createTable('taken_name')
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('skeleton', 'varchar(191)', (column) => column.notNull())
    .addColumn('name', 'varchar(253)', (column) => column.notNull())
    .addColumn('taken_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('taken_name_key', ['kind', 'skeleton']),
  schema
    .createTable('publisher_invitation')
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('role', 'varchar(10)', (column) => column.notNull())
    .addColumn('invited_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('invited_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('publisher_invitation_key', ['publisher_id', 'subject']),
  schema.createIndex('publisher_invitation_subject').on('publisher_invitation').columns(['subject']),
  schema
    .createTable('domain_proof')
    .addColumn('publisher_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('domain', 'varchar(253)', (column) => column.notNull())
    .addColumn('token', 'varchar(64)', (column) => column.notNull())
    .addColumn('started_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('started_at', 'datetime(3)', (column) => column.notNull()),
]);
