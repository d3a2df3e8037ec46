import { migration, widenToLongText } from '@citygraph/kit';

/** An event that cannot be told is tried again, and set aside in the end; of one plugin, later ones wait for it. A message may be as long as its event. */
export const outboxRetries = migration('0034-outbox-retries', (schema) => [
  schema.alterTable('outbox_event').addColumn('subject', 'varchar(31)'),
  schema.alterTable('outbox_event').addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0)),
  schema.alterTable('outbox_event').addColumn('next_at', 'datetime(3)'),
  schema.alterTable('outbox_event').addColumn('last_error', 'varchar(500)'),
  schema.alterTable('outbox_event').addColumn('set_aside_at', 'datetime(3)'),
  schema.createIndex('outbox_event_due').on('outbox_event').columns(['taken_at', 'set_aside_at', 'at']),
  widenToLongText(schema, 'webhook_delivery', 'body'),
  schema.createIndex('webhook_delivery_turn').on('webhook_delivery').columns(['state', 'webhook_id', 'next_at']),
]);
