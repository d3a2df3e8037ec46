import { migration } from '@citygraph/kit';

/** What is sent before the rest: that something was stopped, taken back or revoked. What waits from before goes in its order. */
export const urgentDeliveries = migration('0182-urgent-deliveries', (schema) => [
  schema.alterTable('webhook_delivery').addColumn('urgent', 'boolean', (column) => column.notNull().defaultTo(false)),
]);
