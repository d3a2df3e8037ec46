import { migration } from '@citygraph/kit';

export const pluginGrants = migration('0015-plugin-grants', (schema) => [
  schema.alterTable('data_grant').addColumn('plugin', 'varchar(31)'),
  schema.createIndex('data_grant_plugin').on('data_grant').columns(['plugin', 'state']),
]);
