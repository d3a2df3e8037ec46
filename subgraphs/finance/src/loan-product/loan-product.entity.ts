import { defineEntity, p } from '@mikro-orm/core';

/** What banks lend for. */
export const LOAN_PURPOSES = ['working-capital', 'equipment', 'agriculture', 'trade', 'green-transition'] as const;
export type LoanPurpose = (typeof LOAN_PURPOSES)[number];

const LoanProductSchema = defineEntity({
  name: 'LoanProduct',
  tableName: 'loan_product',
  properties: {
    id: p.string().length(40).primary(),
    lenderUscc: p.string().length(18),
    name: p.string().length(160),
    purpose: p.string().length(30).$type<LoanPurpose>(),
    annualRateBp: p.integer(),
    minAmountCents: p.bigint('number'),
    maxAmountCents: p.bigint('number'),
    maxTermMonths: p.integer(),
    /** Whether it takes applications. */
    open: p.boolean(),
  },
});

export class LoanProduct extends LoanProductSchema.class {}
LoanProductSchema.setClass(LoanProduct);
