import { migration } from '@citygraph/kit';

/** Whose webhooks were that are gone: whoever deletes one again has deleted it. */
export const deletedWebhooks = migration('0130-deleted-webhooks', (schema) => [
  schema
    .createTable('deleted_webhook')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('owner_kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('owner_id', 'varchar(80)', (column) => column.notNull())
    .addColumn('deleted_at', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('deleted_webhook_at').on('deleted_webhook').columns(['deleted_at']),
]);
