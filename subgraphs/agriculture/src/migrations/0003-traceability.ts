import { migration } from '@citygraph/kit';

export const traceability = migration('0003-traceability', (schema) => [
  schema
    .createTable('product')
    .addColumn('gtin', 'varchar(14)', (column) => column.primaryKey())
    .addColumn('brand_owner_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('crop', 'varchar(10)', (column) => column.notNull()),
  schema
    .createTable('product_seller')
    .addColumn('gtin', 'varchar(14)', (column) => column.notNull())
    .addColumn('uscc', 'varchar(18)', (column) => column.notNull())
    .addPrimaryKeyConstraint('product_seller_pk', ['gtin', 'uscc']),
  schema.createTable('carrier').addColumn('uscc', 'varchar(18)', (column) => column.primaryKey()),
  schema
    .createTable('trace_batch')
    .addColumn('gtin', 'varchar(14)', (column) => column.notNull())
    .addColumn('lot', 'varchar(20)', (column) => column.notNull())
    .addColumn('brand_owner_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('origin_plot_id', 'varchar(40)')
    .addColumn('harvest_season', 'varchar(6)')
    .addColumn('crop', 'varchar(10)', (column) => column.notNull())
    .addColumn('variety', 'varchar(80)')
    .addColumn('opened_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('closed_at', 'datetime(3)' as never)
    .addColumn('inspection_passed', 'boolean')
    .addColumn('event_count', 'integer', (column) => column.notNull())
    .addColumn('last_hash', 'varchar(64)', (column) => column.notNull())
    .addPrimaryKeyConstraint('trace_batch_pk', ['gtin', 'lot']),
  schema.createIndex('trace_batch_opened').on('trace_batch').columns(['gtin', 'opened_at', 'lot']),
  schema
    .createTable('trace_event')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('batch_key', 'varchar(40)', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('biz_step', 'varchar(40)', (column) => column.notNull())
    .addColumn('event_time', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('record_time', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('actor_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('event_hash', 'varchar(64)', (column) => column.notNull())
    .addUniqueConstraint('trace_event_sequence', ['batch_key', 'sequence']),
  schema
    .createTable('batch_inspection')
    .addColumn('inspection_number', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('batch_key', 'varchar(40)', (column) => column.notNull())
    .addColumn('passed', 'boolean', (column) => column.notNull())
    .addColumn('agency_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('inspected_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('remark', 'varchar(500)')
    .addColumn('recorded_by', 'varchar(80)'),
  schema.createIndex('batch_inspection_batch').on('batch_inspection').columns(['batch_key', 'inspected_at']),
]);
