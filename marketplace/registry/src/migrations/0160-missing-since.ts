import { migration } from '@citygraph/kit';

/** Since when gateways wait for graphs that they cannot get. */
export const missingSince = migration('0160-missing-since', (schema) => [
  schema.alterTable('gateway_process').addColumn('missing_since', 'json'),
]);
