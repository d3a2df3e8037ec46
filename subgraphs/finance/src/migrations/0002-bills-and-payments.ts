import { migration } from '@citygraph/kit';

export const billsAndPayments = migration('0002-bills-and-payments', (schema) => [
  schema
    .createTable('billing_account')
    .addColumn('mrid', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('operator_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('place_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('occupant_uscc', 'varchar(18)')
    .addColumn('holder_id', 'varchar(40)')
    .addColumn('brought_forward_cents', 'bigint', (column) => column.notNull())
    .addColumn('paid_cents', 'bigint', (column) => column.notNull()),
  schema
    .createTable('payment')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('card_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('usage_point_mrid', 'varchar(40)', (column) => column.notNull())
    .addColumn('payee_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('paid_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('paid_by', 'varchar(80)')
    .addColumn('refunded_at', 'datetime(3)' as never)
    .addColumn('refund_reason', 'varchar(200)'),
  schema.createIndex('payment_card').on('payment').columns(['card_id', 'paid_at']),
  schema.createIndex('payment_payee').on('payment').columns(['payee_uscc', 'paid_at']),
  schema.createIndex('payment_usage_point').on('payment').column('usage_point_mrid'),
]);
