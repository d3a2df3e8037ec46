import { defineEntity, p } from '@mikro-orm/core';

const RepaymentRecordSchema = defineEntity({
  name: 'RepaymentRecord',
  tableName: 'repayment_record',
  properties: {
    uscc: p.string().length(18).primary(),
    loans: p.integer(),
    /** Instalments that fell due in the last five years, and how many of them came late. */
    instalments: p.integer(),
    late: p.integer(),
    defaulted: p.integer(),
  },
});

/** How a firm has paid its loans back. */
export class RepaymentRecord extends RepaymentRecordSchema.class {}
RepaymentRecordSchema.setClass(RepaymentRecord);
