import { migration } from '@citygraph/kit';

/** Banks offer loans and close them; each has a least amount. */
export const loanOffers = migration('0006-loan-offers', (schema) => [
  schema
    .alterTable('loan_product')
    .addColumn('min_amount_cents', 'bigint', (column) => column.notNull().defaultTo(100)),
  schema.alterTable('loan_product').addColumn('open', 'boolean', (column) => column.notNull().defaultTo(true)),
  schema.createIndex('loan_product_lender').on('loan_product').column('lender_uscc'),
]);
