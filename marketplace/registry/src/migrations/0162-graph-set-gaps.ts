import { migration } from '@citygraph/kit';

/** What a graph set follows where numbers were left out: those that a database gave away which was lost. */
export const graphSetGaps = migration('0162-graph-set-gaps', (schema) => [
  schema.alterTable('graph_set').addColumn('follows', 'bigint'),
]);
