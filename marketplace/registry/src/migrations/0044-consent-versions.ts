import { migration } from '@citygraph/kit';

/** Which version of the policy brought or ended a consent; those from before are of version 0. */
export const consentVersions = migration('0044-consent-versions', (schema) => [
  schema.alterTable('consent').addColumn('changed_in', 'bigint', (column) => column.notNull().defaultTo(0)),
  schema.createIndex('consent_changed').on('consent').columns(['changed_in']),
]);
