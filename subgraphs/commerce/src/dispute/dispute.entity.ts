import { defineEntity, p } from '@mikro-orm/core';

export const DISPUTE_STATUSES = ['OPEN', 'ANSWERED', 'UPHELD', 'DISMISSED', 'WITHDRAWN'] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

const DisputeSchema = defineEntity({
  name: 'Dispute',
  tableName: 'dispute',
  properties: {
    id: p.string().length(40).primary(),
    orderId: p.string().length(40),
    /** The order while the dispute is open, null once closed: one open dispute an order. */
    openOrderId: p.string().length(40).nullable().unique(),
    buyerId: p.string().length(40),
    sellerUscc: p.string().length(18),
    grounds: p.string().length(2000),
    status: p.string().length(10).$type<DisputeStatus>(),
    answer: p.string().length(2000).nullable(),
    decision: p.string().length(2000).nullable(),
    reportedAt: p.datetime(3),
    closedAt: p.datetime(3).nullable(),
  },
});

/** What a buyer has against a seller about one order. */
export class Dispute extends DisputeSchema.class {}
DisputeSchema.setClass(Dispute);
