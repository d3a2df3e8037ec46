import { defineEntity, p } from '@mikro-orm/core';

export const ORDER_STATUSES = ['PLACED', 'SHIPPED', 'DELIVERED', 'CANCELLED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const TradeOrderSchema = defineEntity({
  name: 'TradeOrder',
  tableName: 'trade_order',
  properties: {
    id: p.string().length(40).primary(),
    buyerId: p.string().length(40),
    sellerUscc: p.string().length(18),
    gtin: p.string().length(14),
    quantity: p.integer(),
    /** The price when the order was placed; later changes of the offer do not touch it. */
    unitCents: p.bigint('number'),
    amountCents: p.bigint('number'),
    status: p.string().length(10).$type<OrderStatus>(),
    placedAt: p.datetime(3),
    /** Delivered or cancelled. */
    endedAt: p.datetime(3).nullable(),
  },
});

/** A purchase (UBL Order). */
export class TradeOrder extends TradeOrderSchema.class {}
TradeOrderSchema.setClass(TradeOrder);
