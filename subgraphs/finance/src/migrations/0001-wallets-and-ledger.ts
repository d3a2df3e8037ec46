import { migration } from '@citygraph/kit';

export const walletsAndLedger = migration('0001-wallets-and-ledger', (schema) => [
  schema
    .createTable('wallet')
    .addColumn('card_id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('balance_cents', 'bigint', (column) => column.notNull())
    .addColumn('entries', 'integer', (column) => column.notNull()),
  schema
    .createTable('ledger_entry')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('card_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('resident_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('kind', 'varchar(20)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('balance_after_cents', 'bigint', (column) => column.notNull())
    .addColumn('booked_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('payment_id', 'varchar(40)')
    .addColumn('bank_uscc', 'varchar(18)')
    .addColumn('bank_reference', 'varchar(35)')
    .addUniqueConstraint('ledger_entry_sequence', ['card_id', 'sequence'])
    .addUniqueConstraint('ledger_entry_payment', ['payment_id', 'kind'])
    .addUniqueConstraint('ledger_entry_bank_reference', ['bank_uscc', 'bank_reference']),
]);
