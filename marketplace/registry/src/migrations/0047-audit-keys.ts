import { migration } from '@citygraph/kit';

export const auditKeys = migration('0047-audit-keys', (schema) => [
  schema
    .createTable('audit_key')
    .addColumn('kid', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('public_key', 'varchar(1000)', (column) => column.notNull())
    .addColumn('since', 'datetime(3)', (column) => column.notNull()),
]);
