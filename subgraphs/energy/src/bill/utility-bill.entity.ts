import { defineEntity, p } from '@mikro-orm/core';

const UtilityBillSchema = defineEntity({
  name: 'UtilityBill',
  tableName: 'bill',
  properties: {
    mrid: p.string().length(36).primary(),
    /** `2026-10`. */
    month: p.string().length(7).primary(),
    /** Consumption after this moment, where the bill before ended, …; unique a point: nothing is billed twice. */
    fromAt: p.datetime(3),
    /** … up to this reading. */
    toAt: p.datetime(3),
    usedMilli: p.bigint('number'),
    tariff: p.string().length(40),
    amountCents: p.bigint('number'),
    /** Whether a reading in it was estimated. */
    estimated: p.boolean(),
    issuedAt: p.datetime(3),
    dueOn: p.string().length(10),
  },
});

/** What a point consumed in a month, and its price. One a point and month, enforced by the database. */
export class UtilityBill extends UtilityBillSchema.class {}
UtilityBillSchema.setClass(UtilityBill);
