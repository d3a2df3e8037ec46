import { migration } from '@citygraph/kit';

export const cityEvents = migration('0011-city-events', (schema) => [
  schema
    .createTable('city_event')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('category_code', 'varchar(5)', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)')
    .addColumn('division_code', 'varchar(12)')
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('reported_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('reported_by', 'varchar(64)', (column) => column.notNull())
    .addColumn('closed_at', 'datetime(3)'),
  schema.createIndex('city_event_division').on('city_event').columns(['division_code', 'reported_at']),
  // The nearest place to an event is looked for in a box.
  schema.createIndex('place_position').on('place').columns(['latitude', 'longitude']),
]);
