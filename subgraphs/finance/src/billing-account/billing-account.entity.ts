import { defineEntity, p } from '@mikro-orm/core';

const BillingAccountSchema = defineEntity({
  name: 'BillingAccount',
  tableName: 'biller_account',
  properties: {
    /** Of the usage point (IEC 61968-9) that is billed. */
    mrid: p.string().length(36).primary(),
    operatorUscc: p.string().length(18),
    placeId: p.string().length(40),
    /** The legal entity at the place, if one is. */
    occupantUscc: p.string().length(18).nullable().fieldName('holder_uscc'),
    /** `Resident.id` of who holds a field; a dwelling's residents are known by their standing. */
    holderId: p.string().length(40).nullable(),
    /** The sum of the payments that were not refunded. */
    paidCents: p.bigint('number'),
  },
});

/** What was paid for one meter. Finance's own copy of whose meter it is and who bills it; what is billed is energy's. */
export class BillingAccount extends BillingAccountSchema.class {}
BillingAccountSchema.setClass(BillingAccount);
