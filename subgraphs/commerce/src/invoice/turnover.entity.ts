import { defineEntity, p } from '@mikro-orm/core';

const TurnoverSchema = defineEntity({
  name: 'Turnover',
  tableName: 'turnover',
  properties: {
    uscc: p.string().length(18).primary(),
    year: p.integer().primary(),
    /** Never leaves commerce; its band does. */
    amountCents: p.bigint('number'),
  },
});

/** What a firm invoiced in a year. */
export class Turnover extends TurnoverSchema.class {}
TurnoverSchema.setClass(Turnover);
