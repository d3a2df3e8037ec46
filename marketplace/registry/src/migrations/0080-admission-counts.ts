import { migration } from '@citygraph/kit';

export const admissionCounts = migration('0080-admission-counts', (schema) => [
  schema
    .createTable('admission_count')
    .addColumn('publisher', 'varchar(40)', (column) => column.notNull())
    .addColumn('minute', 'datetime(3)', (column) => column.notNull())
    .addColumn('times', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('admission_count_key', ['publisher', 'minute']),
]);
