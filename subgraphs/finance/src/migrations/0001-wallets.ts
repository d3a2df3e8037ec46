import { migration } from '@citygraph/kit';

export const wallets = migration('0001-wallets', (schema) => [
  schema
    .createTable('wallet')
    .addColumn('card_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull().unique())
    .addColumn('balance_cents', 'bigint', (column) => column.notNull()),
  schema
    .createTable('ledger_entry')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('card_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('reference', 'varchar(60)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)' as never, (column) => column.notNull())
    .addUniqueConstraint('ledger_entry_once', ['kind', 'reference']),
  schema.createIndex('ledger_entry_card').on('ledger_entry').columns(['card_id', 'at']),
  schema
    .createTable('biller_account')
    .addColumn('mrid', 'varchar(36)', (column) => column.primaryKey())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('holder_uscc', 'varchar(18)')
    .addColumn('paid_cents', 'bigint', (column) => column.notNull()),
  schema
    .createTable('payment')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('card_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('mrid', 'varchar(36)', (column) => column.notNull())
    .addColumn('payee_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('paid_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('refunded_at', 'datetime(3)' as never),
  schema.createIndex('payment_card').on('payment').columns(['card_id', 'paid_at']),
  schema
    .createTable('deposit')
    .addColumn('resident_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('band', 'varchar(20)', (column) => column.notNull()),
]);
