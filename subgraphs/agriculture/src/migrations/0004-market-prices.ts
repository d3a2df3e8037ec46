import { migration } from '@citygraph/kit';

export const marketPrices = migration('0004-market-prices', (schema) => [
  schema
    .createTable('market_price')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('commodity', 'varchar(10)', (column) => column.notNull())
    .addColumn('market', 'varchar(80)', (column) => column.notNull())
    .addColumn('at', 'varchar(10)', (column) => column.notNull())
    .addColumn('cents_per_kg', 'bigint', (column) => column.notNull())
    .addColumn('published_by', 'varchar(80)')
    .addColumn('published_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('corrected_at', 'datetime(3)' as never)
    .addColumn('correction_reason', 'varchar(500)')
    .addUniqueConstraint('market_price_day', ['commodity', 'market', 'at']),
  schema.createIndex('market_price_commodity').on('market_price').columns(['commodity', 'at', 'id']),
]);
