import { defineEntity, p } from '@mikro-orm/core';

export const DECLARATION_STATUSES = ['DECLARED', 'RELEASED', 'RETURNED', 'WITHDRAWN'] as const;
export type DeclarationStatus = (typeof DECLARATION_STATUSES)[number];

const TradeDeclarationSchema = defineEntity({
  name: 'TradeDeclaration',
  tableName: 'trade_declaration',
  properties: {
    /** 18 digits: customs district, year, direction, running number. */
    declarationNo: p.string().length(18).primary(),
    orderId: p.string().length(40),
    /** The order while the declaration lives; null once returned or withdrawn: one living declaration an order. */
    openOrderId: p.string().length(40).nullable().unique(),
    sellerUscc: p.string().length(18),
    sscc: p.string().length(18),
    hsCode: p.string().length(10),
    partnerCountry: p.string().length(2),
    status: p.string().length(10).$type<DeclarationStatus>(),
    reason: p.string().length(500).nullable(),
    declaredAt: p.datetime(3),
    decidedAt: p.datetime(3).nullable(),
  },
});

/** Goods declared for export. */
export class TradeDeclaration extends TradeDeclarationSchema.class {}
TradeDeclarationSchema.setClass(TradeDeclaration);
