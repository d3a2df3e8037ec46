import { defineEntity, p } from '@mikro-orm/core';

const CarrierSchema = defineEntity({
  name: 'Carrier',
  tableName: 'carrier',
  properties: { uscc: p.string().length(18).primary() },
});

/** A firm that carries goods for others: agriculture's own copy. */
export class Carrier extends CarrierSchema.class {}
CarrierSchema.setClass(Carrier);
