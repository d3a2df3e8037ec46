import { defineEntity, p } from '@mikro-orm/core';

const BillingAccountSchema = defineEntity({
  name: 'BillingAccount',
  tableName: 'billing_account',
  properties: {
    /** Of the usage point (IEC 61968-9) that is billed. */
    mrid: p.string().length(40).primary(),
    operatorUscc: p.string().length(18),
    placeId: p.string().length(40),
    /** The legal entity at the place, if one is. */
    occupantUscc: p.string().length(18).nullable(),
    /** `Resident.id` of who holds a field; a dwelling's residents are known by their standing. */
    holderId: p.string().length(40).nullable(),
    /** Paid before there was the card, and in other ways than by card. */
    broughtForwardCents: p.bigint('number'),
    /** `broughtForwardCents` and every payment that was not refunded. */
    paidCents: p.bigint('number'),
  },
});

/** What was paid for one meter. Finance's own copy of whose meter it is and who bills it; what is billed is energy's. */
export class BillingAccount extends BillingAccountSchema.class {}
BillingAccountSchema.setClass(BillingAccount);
