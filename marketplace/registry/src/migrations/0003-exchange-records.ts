import { migration } from '@citygraph/kit';

export const exchangeRecords = migration('0003-exchange-records', (schema) => [
  schema
    .createTable('exchange_record')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('ledger', 'varchar(60)', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('previous', 'varchar(64)', (column) => column.notNull())
    .addColumn('chain_hash', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull())
    .addColumn('app', 'varchar(80)')
    .addColumn('organisation', 'varchar(18)')
    .addColumn('record', 'text', (column) => column.notNull())
    .addUniqueConstraint('exchange_record_place', ['ledger', 'sequence']),
  schema
    .createTable('exchange_subject')
    .addColumn('subject', 'varchar(40)', (column) => column.notNull())
    .addColumn('record_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('at', 'datetime(3)', (column) => column.notNull())
    .addColumn('actor', 'varchar(64)')
    .addPrimaryKeyConstraint('exchange_subject_key', ['subject', 'record_id']),
  schema.createIndex('exchange_subject_at').on('exchange_subject').columns(['subject', 'at']),
]);
