import { defineEntity, p } from '@mikro-orm/core';

export const LOAN_PURPOSES = ['working-capital', 'equipment', 'agriculture', 'trade'] as const;
export type LoanPurpose = (typeof LOAN_PURPOSES)[number];

const LoanProductSchema = defineEntity({
  name: 'LoanProduct',
  tableName: 'loan_product',
  properties: {
    id: p.string().length(40).primary(),
    lenderUscc: p.string().length(18),
    name: p.string().length(160),
    purpose: p.string().length(30).$type<LoanPurpose>(),
    /** Basis points a year. */
    annualRateBp: p.integer(),
    maxAmountCents: p.bigint('number'),
    maxTermMonths: p.integer(),
  },
});

/** A loan that a bank offers to firms. */
export class LoanProduct extends LoanProductSchema.class {}
LoanProductSchema.setClass(LoanProduct);
