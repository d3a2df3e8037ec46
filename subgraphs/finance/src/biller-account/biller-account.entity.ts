import { defineEntity, p } from '@mikro-orm/core';

const BillerAccountSchema = defineEntity({
  name: 'BillerAccount',
  tableName: 'biller_account',
  properties: {
    /** `UsagePoint.mrid`: what a bill is about. */
    mrid: p.string().length(36).primary(),
    placeId: p.string().length(40),
    operatorUscc: p.string().length(18),
    /** The firm at that place; null: a dwelling, or nobody's. */
    holderUscc: p.string().length(18).nullable(),
    /** Everything paid so far, less what was refunded. */
    paidCents: p.bigint('number'),
  },
});

/** An account that utilities bill, by meter: finance's own copy of their register, and what was paid to it. */
export class BillerAccount extends BillerAccountSchema.class {}
BillerAccountSchema.setClass(BillerAccount);
