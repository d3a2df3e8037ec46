import { migration } from '@citygraph/kit';

export const loans = migration('0003-loans', (schema) => [
  schema
    .createTable('institution')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('kind', 'varchar(10)', (column) => column.notNull()),
  schema
    .createTable('loan_product')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('lender_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('name', 'varchar(120)', (column) => column.notNull())
    .addColumn('purpose', 'varchar(30)', (column) => column.notNull())
    .addColumn('annual_rate_bp', 'integer', (column) => column.notNull())
    .addColumn('min_amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('max_amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('max_term_months', 'integer', (column) => column.notNull())
    .addColumn('open', 'boolean', (column) => column.notNull()),
  schema.createIndex('loan_product_purpose').on('loan_product').columns(['purpose', 'annual_rate_bp']),
  schema.createIndex('loan_product_lender').on('loan_product').column('lender_uscc'),
  schema
    .createTable('loan_application')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('product_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('lender_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('applicant_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('data_grant_id', 'varchar(70)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('term_months', 'integer', (column) => column.notNull())
    .addColumn('submitted_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('submitted_by', 'varchar(80)')
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('decided_by', 'varchar(80)')
    .addColumn('reason', 'varchar(500)')
    .addColumn('approved_amount_cents', 'bigint')
    .addColumn('open_key', 'varchar(60)')
    .addUniqueConstraint('loan_application_open', ['open_key']),
  schema.createIndex('loan_application_applicant').on('loan_application').columns(['applicant_uscc', 'submitted_at']),
  schema
    .createTable('repayment_record')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('borrower_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('lender_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('instalments_due', 'integer', (column) => column.notNull())
    .addColumn('instalments_late', 'integer', (column) => column.notNull())
    .addColumn('longest_delay_days', 'integer', (column) => column.notNull()),
  schema.createIndex('repayment_record_borrower').on('repayment_record').column('borrower_uscc'),
]);
