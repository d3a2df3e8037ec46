import { defineEntity, p } from '@mikro-orm/core';

const CarrierSchema = defineEntity({
  name: 'Carrier',
  tableName: 'carrier',
  properties: { uscc: p.string().length(18).primary(), name: p.string().length(160) },
});

/** A firm that carries goods: commerce's own copy of the register. */
export class Carrier extends CarrierSchema.class {}
CarrierSchema.setClass(Carrier);
