import { migration } from '@citygraph/kit';

/** What a plugin is called and does, in Chinese as well. Those that are there get it with the next release that everybody is served. */
export const pluginTexts = migration('0110-plugin-texts', (schema) => [
  schema.alterTable('plugin').addColumn('title_zh', 'varchar(120)'),
  schema.alterTable('plugin').addColumn('description_zh', 'text'),
]);
