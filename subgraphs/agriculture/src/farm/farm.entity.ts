import { defineEntity, p } from '@mikro-orm/core';

const FarmSchema = defineEntity({
  name: 'Farm',
  tableName: 'farm',
  properties: {
    id: p.string().length(40).primary(),
    name: p.string().length(160),
    /** `Resident.id`. */
    farmerId: p.string().length(40),
    /** USCC of the cooperative that runs it, if one does. */
    operatorUscc: p.string().length(18).nullable(),
    villageCode: p.string().length(12),
  },
});

/** A household's farm. */
export class Farm extends FarmSchema.class {}
FarmSchema.setClass(Farm);
