import { migration } from '@citygraph/kit';

export const pluginDeprecations = migration('0012-plugin-deprecations', (schema) => [
  schema
    .createTable('plugin_deprecation')
    .addColumn('plugin', 'varchar(31)', (column) => column.primaryKey())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('replacement', 'varchar(31)')
    .addColumn('sunset_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('announced_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('announced_at', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('plugin_release_plugin').on('plugin_release').columns(['plugin', 'published_at']),
]);
