import { defineEntity, p } from '@mikro-orm/core';

export const LOAN_STATUSES = ['SUBMITTED', 'APPROVED', 'DECLINED', 'WITHDRAWN'] as const;
export type LoanStatus = (typeof LOAN_STATUSES)[number];

const LoanApplicationSchema = defineEntity({
  name: 'LoanApplication',
  tableName: 'loan_application',
  properties: {
    id: p.string().length(40).primary(),
    productId: p.string().length(40),
    lenderUscc: p.string().length(18),
    applicantUscc: p.string().length(18),
    status: p.string().length(10).$type<LoanStatus>(),
    dataGrantId: p.string().length(64),
    amountCents: p.bigint('number'),
    termMonths: p.integer(),
    submittedAt: p.datetime(3),
    /** OIDC subject of the representative. */
    submittedBy: p.string().length(80),
    decidedAt: p.datetime(3).nullable(),
    decidedBy: p.string().length(80).nullable(),
    reason: p.string().length(500).nullable(),
    approvedAmountCents: p.bigint('number').nullable().fieldName('approved_cents'),
    /** The product while the application is open, null afterwards: the database allows one open an applicant and product. */
    openProductId: p.string().length(40).nullable(),
  },
});

export class LoanApplication extends LoanApplicationSchema.class {}
LoanApplicationSchema.setClass(LoanApplication);
