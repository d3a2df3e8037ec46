import { migration } from '@citygraph/kit';

export const loans = migration('0002-loans', (schema) => [
  schema
    .createTable('bank')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(160)', (column) => column.notNull()),
  schema
    .createTable('loan_product')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('lender_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('purpose', 'varchar(30)', (column) => column.notNull())
    .addColumn('annual_rate_bp', 'integer', (column) => column.notNull())
    .addColumn('max_amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('max_term_months', 'integer', (column) => column.notNull()),
  schema.createIndex('loan_product_purpose').on('loan_product').columns(['purpose', 'annual_rate_bp']),
  schema
    .createTable('loan_application')
    .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
    .addColumn('product_id', 'varchar(40)', (column) => column.notNull())
    .addColumn('lender_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('applicant_uscc', 'varchar(18)', (column) => column.notNull())
    .addColumn('data_grant_id', 'varchar(64)', (column) => column.notNull())
    .addColumn('amount_cents', 'bigint', (column) => column.notNull())
    .addColumn('term_months', 'integer', (column) => column.notNull())
    .addColumn('status', 'varchar(10)', (column) => column.notNull())
    .addColumn('open_product_id', 'varchar(40)')
    .addColumn('submitted_by', 'varchar(80)', (column) => column.notNull())
    .addColumn('submitted_at', 'datetime(3)' as never, (column) => column.notNull())
    .addColumn('decided_by', 'varchar(80)')
    .addColumn('decided_at', 'datetime(3)' as never)
    .addColumn('reason', 'varchar(500)')
    .addColumn('approved_cents', 'bigint')
    .addUniqueConstraint('loan_application_open', ['applicant_uscc', 'open_product_id']),
  schema.createIndex('loan_application_applicant').on('loan_application').columns(['applicant_uscc', 'submitted_at']),
  schema
    .createTable('repayment_record')
    .addColumn('uscc', 'varchar(18)', (column) => column.primaryKey())
    .addColumn('loans', 'integer', (column) => column.notNull())
    .addColumn('instalments', 'integer', (column) => column.notNull())
    .addColumn('late', 'integer', (column) => column.notNull())
    .addColumn('defaulted', 'integer', (column) => column.notNull()),
]);
