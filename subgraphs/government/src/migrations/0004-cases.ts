import { migration } from '@citygraph/kit';

export const cases = migration('0004-cases', (schema) => [
  schema
    .createTable('case_assignment')
    .addColumn('id', 'varchar(60)', (column) => column.primaryKey())
    .addColumn('officer', 'varchar(64)', (column) => column.notNull())
    .addColumn('agency', 'varchar(18)', (column) => column.notNull())
    .addColumn('purposes', 'text', (column) => column.notNull())
    .addColumn('subjects', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('case_assignment_officer').on('case_assignment').column('officer'),
]);
