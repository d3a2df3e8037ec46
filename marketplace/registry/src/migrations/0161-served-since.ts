import { migration } from '@citygraph/kit';

/** When a rollout's step came into force; of those that run now the minutes begin when they are seen to be served. */
export const servedSince = migration('0161-served-since', (schema) => [
  schema.alterTable('rollout').addColumn('served_at', 'datetime(3)'),
]);
