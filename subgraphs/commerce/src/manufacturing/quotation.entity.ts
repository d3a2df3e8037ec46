import { defineEntity, p } from '@mikro-orm/core';

export const QUOTATION_STATUSES = ['REQUESTED', 'QUOTED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'] as const;
export type QuotationStatus = (typeof QUOTATION_STATUSES)[number];

const QuotationSchema = defineEntity({
  name: 'Quotation',
  tableName: 'quotation',
  properties: {
    id: p.string().length(40).primary(),
    capabilityId: p.string().length(40),
    providerUscc: p.string().length(18),
    requesterUscc: p.string().length(18),
    quantity: p.integer(),
    description: p.string().length(2000),
    /** `YYYY-MM-DD`. */
    neededBy: p.string().length(10),
    status: p.string().length(10).$type<QuotationStatus>(),
    unitCents: p.bigint('number').nullable(),
    validUntil: p.datetime(3).nullable(),
    requestedAt: p.datetime(3),
  },
});

/** A request for quotation and what came of it (UBL RequestForQuotation, Quotation). */
export class Quotation extends QuotationSchema.class {}
QuotationSchema.setClass(Quotation);
