import { LONG_TEXT, migration } from '@citygraph/kit';

export const plugins = migration('0006-plugins', (schema) => [
  schema
    .createTable('publisher')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('handle', 'varchar(31)', (column) => column.notNull().unique())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('contact', 'varchar(200)', (column) => column.notNull())
    .addColumn('uscc', 'varchar(18)')
    .addColumn('domain', 'varchar(253)')
    .addColumn('verification', 'varchar(20)', (column) => column.notNull())
    .addColumn('registered_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('suspended', 'text')
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema
    .createTable('publisher_member')
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('role', 'varchar(10)', (column) => column.notNull())
    .addColumn('since', 'datetime(3)', (column) => column.notNull())
    .addPrimaryKeyConstraint('publisher_member_key', ['publisher_id', 'subject']),
  schema.createIndex('publisher_member_subject').on('publisher_member').columns(['subject']),
  schema
    .createTable('namespace')
    .addColumn('name', 'varchar(31)', (column) => column.primaryKey())
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('since', 'datetime(3)', (column) => column.notNull()),
  schema
    .createTable('plugin')
    .addColumn('name', 'varchar(31)', (column) => column.primaryKey())
    .addColumn('id', 'varchar(80)', (column) => column.notNull().unique())
    .addColumn('publisher_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('namespace', 'varchar(31)', (column) => column.notNull())
    .addColumn('title', 'varchar(120)', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('disabled', 'text')
    .addColumn('disabled_by', 'varchar(64)')
    .addColumn('disabled_at', 'datetime(3)')
    .addColumn('hop_key_number', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull()),
  schema.createIndex('plugin_publisher').on('plugin').columns(['publisher_id', 'name']),
  schema
    .createTable('plugin_release')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('version', 'varchar(40)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('sdl', LONG_TEXT, (column) => column.notNull())
    .addColumn('composed_sdl', LONG_TEXT, (column) => column.notNull())
    .addColumn('manifest', 'json', (column) => column.notNull())
    .addColumn('stable_url', 'varchar(500)', (column) => column.notNull())
    .addColumn('sandbox_url', 'varchar(500)', (column) => column.notNull())
    .addColumn('terms', 'json', (column) => column.notNull())
    .addColumn('findings', 'json', (column) => column.notNull())
    .addColumn('egress', 'json', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('published_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('published_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('changed_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addUniqueConstraint('plugin_release_version', ['plugin', 'version']),
  schema.createIndex('plugin_release_state').on('plugin_release').columns(['state', 'plugin']),
]);
