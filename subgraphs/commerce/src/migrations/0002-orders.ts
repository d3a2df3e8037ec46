import { migration } from '@citygraph/kit';

export const orders = migration('0002-orders', (schema) => [
  schema
    .createTable('trade_order')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('buyer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('gtin', 'varchar(14)', (column) => column.notNull())
    .addColumn('quantity', 'integer', (column) => column.notNull())
    .addColumn('unit_cents', 'bigint', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('placed_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('ended_at', 'datetime(3)' as never),
  schema.createIndex('trade_order_buyer').on('trade_order').columns(['buyer_id', 'placed_at']),
  schema.createIndex('trade_order_seller').on('trade_order').columns(['seller_uscc', 'placed_at']),
  schema
    .createTable('shipment')
    .addColumn('order_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('carrier_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('sscc', 'varchar(18)', (column) => column.notNull().unique())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('late', 'boolean', (column) => column.notNull())
    .addColumn('shipped_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('delivered_at', 'datetime(3)' as never),
  schema.createIndex('shipment_seller').on('shipment').columns(['seller_uscc', 'late']),
  schema
    .createTable('carrier')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull()),
  schema
    .createTable('invoice')
    .addColumn('number', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('order_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('buyer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('issued_at', 'datetime(3)' as never, (column) => column.notNull()),
  schema
    .createTable('turnover')
    .addColumn('uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('turnover_pk', ['uscc', 'year']),
  schema
    .createTable('dispute')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('order_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('open_order_id', 'varchar(40)', (column) => column.unique())
    .addColumn('buyer_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('grounds', 'varchar(2000)', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('answer', 'varchar(2000)')
    .addColumn('decision', 'varchar(2000)')
    .addColumn('reported_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('closed_at', 'datetime(3)' as never),
  schema.createIndex('dispute_order').on('dispute').columns(['order_id', 'reported_at']),
  schema.createIndex('dispute_seller').on('dispute').columns(['seller_uscc', 'status']),
  schema
    .createTable('trade_declaration')
    .addColumn('declaration_no', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('order_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('open_order_id', 'varchar(40)', (column) => column.unique())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('sscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('hs_code', 'varchar(10)', (column) => column.notNull())
    .addColumn('partner_country', 'varchar(2)', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('reason', 'varchar(500)')
    .addColumn('declared_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('decided_at', 'datetime(3)' as never),
  schema.createIndex('trade_declaration_order').on('trade_declaration').columns(['order_id', 'declared_at']),
  schema.createIndex('trade_declaration_seller').on('trade_declaration').columns(['seller_uscc', 'status']),
]);
