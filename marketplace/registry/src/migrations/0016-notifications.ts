import { migration } from '@citygraph/kit';

export const notifications = migration('0016-notifications', (schema) => [
  schema
    .createTable('notification')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('recipient', 'varchar(64)', (column) => column.notNull())
    .addColumn('topic', 'varchar(40)', (column) => column.notNull())
    .addColumn('plugin', 'varchar(31)')
    .addColumn('data', 'json', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull())
    .addColumn('read_at', 'datetime(3)'),
  schema.createIndex('notification_recipient').on('notification').columns(['recipient', 'at']),
  schema
    .createTable('plugin_follower')
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('since', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('plugin_follower_key', ['plugin', 'subject']),
  schema.createIndex('plugin_follower_subject').on('plugin_follower').columns(['subject']),
  schema
    .createTable('webhook')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('owner_kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('owner_id', 'varchar(80)', (column) => column.notNull())
    .addColumn('url', 'varchar(500)', (column) => column.notNull())
    .addColumn('topics', 'json', (column) => column.notNull())
    .addColumn('plugins', 'json', (column) => column.notNull())
    .addColumn('secret_number', 'integer', (column) => column.notNull())
    .addColumn('previous_until', 'datetime(3)')
    .addColumn('failing_since', 'datetime(3)')
    .addColumn('disabled_at', 'datetime(3)')
    .addColumn('disabled_reason', 'text')
    .addColumn('created_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('created_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('webhook_owner').on('webhook').columns(['owner_kind', 'owner_id']),
  schema
    .createTable('webhook_delivery')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('webhook_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('message_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('topic', 'varchar(40)', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'varchar(10)', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'varchar(200)')
    .addColumn('created_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('delivered_at', 'datetime(3)')
    .addUniqueConstraint('webhook_delivery_once', ['webhook_id', 'message_id']),
  schema.createIndex('webhook_delivery_due').on('webhook_delivery').columns(['state', 'next_at']),
]);
