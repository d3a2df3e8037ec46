import { migration } from '@citygraph/kit';

export const outbox = migration('0024-outbox', (schema) => [
  schema
    .createTable('outbox_event')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('topic', 'varchar(40)', (column) => column.notNull())
    .addColumn('payload', 'json', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull())
    .addColumn('taken_at', 'datetime(3)'),
  schema.createIndex('outbox_event_waiting').on('outbox_event').columns(['taken_at', 'at']),
]);
