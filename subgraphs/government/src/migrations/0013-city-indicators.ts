import { migration } from '@citygraph/kit';

export const cityIndicators = migration('0013-city-indicators', (schema) => [
  schema
    .createTable('city_indicator')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('theme', 'varchar(40)', (column) => column.notNull())
    .addColumn('code', 'varchar(60)', (column) => column.notNull())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('unit', 'varchar(60)', (column) => column.notNull())
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('value', 'double precision', (column) => column.notNull())
    .addColumn('counted', 'integer')
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('division_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('published_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('published_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('revised_at', 'datetime(3)')
    // One figure of each indicator a year and division.
    .addUniqueConstraint('city_indicator_once', ['division_code', 'year', 'code']),
  schema.createIndex('city_indicator_theme').on('city_indicator').columns(['theme', 'year']),
]);
