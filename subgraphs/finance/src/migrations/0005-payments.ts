import { migration } from '@citygraph/kit';

/** Who paid, why it was paid back, and the way from utility and meter to payments; a field's meter has a holder. */
export const payments = migration('0005-payments', (schema) => [
  schema.alterTable('payment').addColumn('paid_by', 'varchar(80)'),
  schema.alterTable('payment').addColumn('refund_reason', 'varchar(200)'),
  schema.createIndex('payment_payee').on('payment').columns(['payee_uscc', 'paid_at']),
  schema.createIndex('payment_meter').on('payment').column('mrid'),
  schema.alterTable('biller_account').addColumn('holder_id', 'varchar(40)'),
]);
