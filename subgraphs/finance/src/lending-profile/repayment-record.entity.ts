import { defineEntity, p } from '@mikro-orm/core';

const RepaymentRecordSchema = defineEntity({
  name: 'RepaymentRecord',
  tableName: 'repayment_record',
  properties: {
    /** Of the borrower. */
    uscc: p.string().length(18).primary(),
    loans: p.integer(),
    /** That were due, of all loans together. */
    instalments: p.integer(),
    /** Instalments that came late. */
    late: p.integer(),
    /** Loans that were not repaid. */
    defaulted: p.integer(),
  },
});

/** How a firm repaid its loans of the last five years, as banks report. */
export class RepaymentRecord extends RepaymentRecordSchema.class {}
RepaymentRecordSchema.setClass(RepaymentRecord);
