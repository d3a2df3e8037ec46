import { migration, type SchemaBuilder } from '@citygraph/kit';

const counted = (schema: SchemaBuilder, table: string, moment: string) => {
  let made = schema
    .createTable(table)
    .addColumn('plugin', 'varchar(31)', (column) => column.notNull())
    .addColumn('release', 'varchar(64)', (column) => column.notNull())
    .addColumn(moment, 'datetime(3)', (column) => column.notNull());
  for (const count of ['calls', 'failed', 'invalid', ...Array.from({ length: 11 }, (_, index) => `l${index}`)])
    made = made.addColumn(count, 'bigint', (column) => column.notNull());
  return made.addPrimaryKeyConstraint(`${table}_key`, ['plugin', 'release', moment] as never[]);
};

export const reports = migration('0022-reports', (schema) => [
  schema
    .createTable('gateway_process')
    .addColumn('process', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('gateway', 'varchar(60)', (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('reported_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('seen_at', 'datetime(3)', (column) => column.notNull())
    .addColumn('serving', 'json', (column) => column.notNull()),
  schema.createIndex('gateway_process_seen').on('gateway_process').columns(['seen_at', 'process']),
  counted(schema, 'release_health', 'slot'),
  schema.createIndex('release_health_slot').on('release_health').columns(['slot']),
  counted(schema, 'service_level_hour', 'hour'),
  schema.createIndex('service_level_hour_hour').on('service_level_hour').columns(['hour']),
  schema
    .createTable('used_document')
    .addColumn('digest', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('operation_name', 'varchar(120)')
    .addColumn('cost', 'bigint', (column) => column.notNull())
    .addColumn('first_seen', 'datetime(3)', (column) => column.notNull())
    .addColumn('last_seen', 'datetime(3)', (column) => column.notNull()),
  schema.createIndex('used_document_last').on('used_document').columns(['last_seen']),
  schema
    .createTable('used_coordinate')
    .addColumn('coordinate', 'varchar(300)', (column) => column.notNull())
    .addColumn('digest', 'varchar(64)', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_coordinate_key', ['coordinate', 'digest']),
  schema.createIndex('used_coordinate_document').on('used_coordinate').columns(['digest']),
  ...['usage_hour', 'usage_day'].flatMap((table) => [
    schema
      .createTable(table)
      .addColumn('period', 'datetime(3)', (column) => column.notNull())
      .addColumn('app', 'varchar(80)', (column) => column.notNull())
      .addColumn('digest', 'varchar(64)', (column) => column.notNull())
      .addColumn('count', 'bigint', (column) => column.notNull())
      .addColumn('errors', 'bigint', (column) => column.notNull())
      .addColumn('cost', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${table}_key`, ['period', 'app', 'digest']),
    schema.createIndex(`${table}_digest`).on(table).columns(['digest', 'period']),
  ]),
]);
