import { defineEntity, p } from '@mikro-orm/core';

export type PaymentStatus = 'SETTLED' | 'REFUNDED';

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.string().length(40).primary(),
    cardId: p.string().length(40),
    residentId: p.string().length(40),
    /** `UsagePoint.mrid` of the bill. */
    mrid: p.string().length(36),
    payeeUscc: p.string().length(18),
    amountCents: p.bigint('number'),
    status: p.string().length(10).$type<PaymentStatus>(),
    paidAt: p.datetime(3),
    refundedAt: p.datetime(3).nullable(),
  },
});

/** A bill paid from a card (ISO 20022 pain.001 in, camt.054 out). */
export class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment);
