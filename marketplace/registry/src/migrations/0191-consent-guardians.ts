import { migration } from '@citygraph/kit';

/** Who gave a consent as a guardian, and when it was last seen that they are one; null: nobody did, or it is from before, and runs out. */
export const consentGuardians = migration('0191-consent-guardians', (schema) => [
  schema.alterTable('consent').addColumn('guardian', 'varchar(40)'),
  schema.alterTable('consent').addColumn('guardian_seen_at', 'datetime(3)'),
  schema.createIndex('consent_guardian').on('consent').columns(['guardian']),
]);
