import { migration } from '@citygraph/kit';

/** Shares are told of nowhere else: whose they are sees and ends them here (ADR 26). What waited in the outbox was never fetched. */
export const noOutbox = migration('0007-no-outbox', (schema) => [schema.dropTable('outbox')]);
