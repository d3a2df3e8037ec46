import { migration } from '@citygraph/kit';

export const firms = migration('0006-firms', (schema) => [
  schema
    .createTable('firm')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('industry', 'varchar(3)', (column) => column.notNull())
    .addColumn('area_m2', 'integer', (column) => column.notNull())
    .addColumn('in_operation', 'boolean', (column) => column.notNull()),
  schema.createIndex('firm_industry').on('firm').column('industry'),
  schema
    .createTable('energy_year')
    .addColumn('uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('used_milli', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('energy_year_pk', ['uscc', 'year']),
]);
