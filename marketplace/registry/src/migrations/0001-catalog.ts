import { migration } from '@citygraph/kit';

export const catalog = migration('0001-catalog', (schema) => [
  schema
    .createTable('catalog_entry')
    .addColumn('id', 'varchar(120)', (column) => column.primaryKey())
    .addColumn('resource_code', 'varchar(20)', (column) => column.notNull().unique())
    .addColumn('subgraph', 'varchar(40)', (column) => column.notNull())
    .addColumn('type_name', 'varchar(80)', (column) => column.notNull())
    .addColumn('title', 'varchar(200)', (column) => column.notNull())
    .addColumn('abstract', 'text', (column) => column.notNull())
    .addColumn('provider_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('share_type', 'varchar(20)', (column) => column.notNull())
    .addColumn('share_condition', 'text')
    .addColumn('items', 'json', (column) => column.notNull())
    .addColumn('published_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('withdrawn_at', 'datetime(3)'),
  schema.createIndex('catalog_entry_type').on('catalog_entry').column('type_name'),
  schema
    .createTable('catalog_source')
    .addColumn('name', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('taken_at', 'datetime(3)', (column) => column.notNull()),
]);
