import { migration } from '@citygraph/kit';

export const chargingStations = migration('0004-charging-stations', (schema) => [
  schema
    .createTable('charging_station')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('village_code', 'varchar(12)', (column) => column.notNull())
    .addColumn('longitude', 'double precision', (column) => column.notNull())
    .addColumn('latitude', 'double precision', (column) => column.notNull())
    .addColumn('connectors', 'integer', (column) => column.notNull())
    .addColumn('current', 'varchar(5)', (column) => column.notNull())
    .addColumn('max_power_w', 'integer', (column) => column.notNull())
    .addColumn('price_per_kwh_cents', 'integer', (column) => column.notNull())
    .addColumn('priced_at', 'datetime(3)' as never, (column) => column.notNull()),
  schema.createIndex('charging_station_position').on('charging_station').columns(['latitude', 'longitude']),
  schema.createIndex('charging_station_village').on('charging_station').column('village_code'),
]);
