import { migration } from '@citygraph/kit';

/** What is told to whoever holds an office, and which of them has read it. */
export const officeNotifications = migration('0024-office-notifications', (schema) => [
  schema.alterTable('notification').addColumn('office', 'varchar(30)'),
  schema.alterTable('notification').addColumn('not_for', 'text'),
  schema.createIndex('notification_office').on('notification').columns(['office', 'at']),
  schema
    .createTable('notification_reading')
    .addColumn('notification_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('read_at', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('notification_reading_key', ['notification_id', 'subject']),
]);
