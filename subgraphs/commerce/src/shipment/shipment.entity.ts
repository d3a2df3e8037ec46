import { defineEntity, p } from '@mikro-orm/core';

export type ShipmentStatus = 'IN_TRANSIT' | 'DELIVERED';

const ShipmentSchema = defineEntity({
  name: 'Shipment',
  tableName: 'shipment',
  properties: {
    orderId: p.string().length(40).primary(),
    sellerUscc: p.string().length(18),
    carrierUscc: p.string().length(18),
    sscc: p.string().length(18).unique(),
    status: p.string().length(10).$type<ShipmentStatus>(),
    /** Handed over later than promised. */
    late: p.boolean(),
    shippedAt: p.datetime(3),
    deliveredAt: p.datetime(3).nullable(),
  },
});

/** Goods on their way (UBL DespatchAdvice). */
export class Shipment extends ShipmentSchema.class {}
ShipmentSchema.setClass(Shipment);
