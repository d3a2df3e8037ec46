import { migration } from '@citygraph/kit';

/** A publisher reads the incidents of its own plugins, the latest first. */
export const ownIncidents = migration('0025-own-incidents', (schema) => [
  schema.createIndex('incident_subject').on('incident').columns(['subject', 'opened_at', 'id']),
]);
