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
    /** The grant under which the lender may see the applicant's data; the registry keeps it. */
    dataGrantId: p.string().length(64),
    amountCents: p.bigint('number'),
    termMonths: p.integer(),
    status: p.string().length(10).$type<LoanStatus>(),
    /** The product while the application is open, null once it has ended: one open application a firm and product. */
    openProductId: p.string().length(40).nullable(),
    submittedBy: p.string().length(80),
    submittedAt: p.datetime(3),
    decidedBy: p.string().length(80).nullable(),
    decidedAt: p.datetime(3).nullable(),
    reason: p.string().length(500).nullable(),
    approvedCents: p.bigint('number').nullable(),
  },
  uniques: [{ name: 'loan_application_open', properties: ['applicantUscc', 'openProductId'] }],
});

/** A firm's request for a loan (ISO 20022 auth.* in spirit: what is asked, on which data, what was decided). */
export class LoanApplication extends LoanApplicationSchema.class {}
LoanApplicationSchema.setClass(LoanApplication);
