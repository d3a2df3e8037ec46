import { migration } from '@citygraph/kit';

/** What a consent's artefact hashes its subject with; null: it is from before, and has the key itself. */
export const consentSalts = migration('0190-consent-salts', (schema) => [
  schema.alterTable('consent').addColumn('artefact_salt', 'varchar(43)'),
]);
