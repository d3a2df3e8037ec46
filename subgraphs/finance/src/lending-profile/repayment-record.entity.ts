import { defineEntity, p } from '@mikro-orm/core';

const RepaymentRecordSchema = defineEntity({
  name: 'RepaymentRecord',
  tableName: 'repayment_record',
  properties: {
    id: p.string().length(40).primary(),
    borrowerUscc: p.string().length(18),
    lenderUscc: p.string().length(18),
    instalmentsDue: p.integer(),
    instalmentsLate: p.integer(),
    longestDelayDays: p.integer(),
  },
});

/** How one earlier loan was repaid, as its bank reports. */
export class RepaymentRecord extends RepaymentRecordSchema.class {}
RepaymentRecordSchema.setClass(RepaymentRecord);
