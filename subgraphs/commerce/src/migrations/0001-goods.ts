import { migration } from '@citygraph/kit';

export const goods = migration('0001-goods', (schema) => [
  schema
    .createTable('product')
    .addColumn('gtin', 'varchar(14)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('brand_owner_uscc', 'varchar(18)', (column) => column.notNull()),
  schema.createIndex('product_name').on('product').columns(['name', 'gtin']),
  schema
    .createTable('offer')
    .addColumn('gtin', 'varchar(14)', (column) => column.notNull())
    .addColumn('seller_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('price_cents', 'bigint', (column) => column.notNull())
    .addColumn('stock', 'integer', (column) => column.notNull())
    .addColumn('licensed', 'boolean', (column) => column.notNull())
    .addPrimaryKeyConstraint('offer_pk', ['gtin', 'seller_uscc']),
  schema.createIndex('offer_seller').on('offer').column('seller_uscc'),
  schema
    .createTable('counter')
    .addColumn('name', 'varchar(20)', (column) => column.primaryKey())
    .addColumn('value', 'integer', (column) => column.notNull()),
]);
