import { migration } from '@citygraph/kit';

/** Since when a grant can serve nothing, and why; null: it serves. */
export const idleGrants = migration('0210-idle-grants', (schema) => [
  schema.alterTable('data_grant').addColumn('idle_since', 'datetime(3)'),
  schema.alterTable('data_grant').addColumn('idle_reason', 'text'),
]);
