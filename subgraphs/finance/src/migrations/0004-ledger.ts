import { migration } from '@citygraph/kit';
import { statement } from './statement.ts';

/** Entries are numbered on their card and say what it held afterwards; earlier ones are numbered in the order of their time. */
export const ledger = migration('0004-ledger', (schema) => [
  schema
    .createTable('ledger')
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
    .addUniqueConstraint('ledger_sequence', ['card_id', 'sequence'])
    .addUniqueConstraint('ledger_payment', ['payment_id', 'kind'])
    .addUniqueConstraint('ledger_bank_reference', ['bank_uscc', 'bank_reference']),
  statement(`
    insert into ledger
    select entry.id, entry.card_id, wallet.resident_id,
      row_number() over (partition by entry.card_id order by entry.at, entry.id),
      entry.kind, entry.amount_cents,
      sum(entry.amount_cents) over (partition by entry.card_id order by entry.at, entry.id rows unbounded preceding),
      entry.at,
      case when entry.kind in ('PAYMENT', 'REFUND') then entry.reference end,
      case when entry.kind = 'TOP_UP' then substr(entry.reference, 1, 18) end,
      case when entry.kind = 'TOP_UP' then substr(entry.reference, 20) end
    from ledger_entry entry join wallet on wallet.card_id = entry.card_id`),
  schema.dropTable('ledger_entry'),
  schema.alterTable('wallet').addColumn('entries', 'integer', (column) => column.notNull().defaultTo(0)),
  statement('update wallet set entries = (select count(*) from ledger where ledger.card_id = wallet.card_id)'),
]);
