import { defineEntity, p } from '@mikro-orm/core';

const BillSchema = defineEntity({
  name: 'Bill',
  tableName: 'bill',
  properties: {
    id: p.string().length(50).primary(),
    mrid: p.string().length(36),
    /** `YYYY-MM`, city time. */
    month: p.string().length(7),
    /** In the commodity's unit. */
    consumption: p.float(),
    amountCents: p.bigint('number'),
    issuedAt: p.datetime(3),
  },
  uniques: [{ name: 'bill_month', properties: ['mrid', 'month'] }],
});

/** What a month cost. Issued once, never changed. */
export class Bill extends BillSchema.class {}
BillSchema.setClass(Bill);
