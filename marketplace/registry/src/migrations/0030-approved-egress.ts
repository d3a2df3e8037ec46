import { migration } from '@citygraph/kit';

/** A yes to a release is one to what it was sent when it was looked at. Of those given before, both are empty, and so equal. */
export const approvedEgress = migration('0030-approved-egress', (schema) => [
  schema.alterTable('review').addColumn('egress_digest', 'varchar(64)', (column) => column.notNull().defaultTo('')),
  schema
    .alterTable('review_approval')
    .addColumn('egress_digest', 'varchar(64)', (column) => column.notNull().defaultTo('')),
]);
