import { LONG_TEXT, migration } from '@citygraph/kit';

/** Who answers for which acts, and in which file of the archive they are. */
export const auditSeals = migration('0036-audit-seals', (schema) => [
  schema
    .createTable('audit_seal')
    .addColumn('from_sequence', 'bigint', (column) => column.primaryKey())
    .addColumn('to_sequence', 'bigint', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addColumn('document', LONG_TEXT, (column) => column.notNull())
    .addColumn('sealed_at', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('audit_seal_to').on('audit_seal').columns(['to_sequence', 'sealed_at']),
  schema
    .createTable('audit_segment')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('from_sequence', 'bigint', (column) => column.notNull())
    .addColumn('to_sequence', 'bigint', (column) => column.notNull())
    .addColumn('head', 'varchar(64)', (column) => column.notNull())
    .addColumn('seal', 'varchar(64)', (column) => column.notNull())
    .addColumn('file', 'varchar(64)', (column) => column.notNull())
    .addColumn('written_at', 'datetime(3)', (column) => column.notNull()),
]);
