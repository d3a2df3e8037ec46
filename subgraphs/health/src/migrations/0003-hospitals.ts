import { migration } from '@citygraph/kit';

export const hospitals = migration('0003-hospitals', (schema) => [
  schema
    .createTable('hospital')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('division', 'varchar(12)', (column) => column.notNull())
    .addColumn('level', 'varchar(4)', (column) => column.notNull())
    .addColumn('beds', 'integer', (column) => column.notNull())
    .addColumn('available_beds', 'integer', (column) => column.notNull())
    .addColumn('reported_at', 'datetime(3)' as never, (column) => column.notNull()),
  schema
    .createTable('disease_count')
    .addColumn('division', 'varchar(6)', (column) => column.notNull())
    .addColumn('week', 'varchar(8)', (column) => column.notNull())
    .addColumn('cases', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('disease_count_pk', ['division', 'week']),
]);
