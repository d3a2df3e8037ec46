import { defineEntity, p } from '@mikro-orm/core';

export const PAYMENT_STATUSES = ['SETTLED', 'REFUNDED'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.string().length(40).primary(),
    cardId: p.string().length(40),
    /** Whose card it was. */
    residentId: p.string().length(40),
    usagePointMrid: p.string().length(36).fieldName('mrid'),
    payeeUscc: p.string().length(18),
    amountCents: p.bigint('number'),
    status: p.string().length(10).$type<PaymentStatus>(),
    paidAt: p.datetime(3),
    /** OIDC subject of who paid; null: booked before this register. */
    paidBy: p.string().length(80).nullable(),
    refundedAt: p.datetime(3).nullable(),
    refundReason: p.string().length(200).nullable(),
  },
});

export class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment);
