import { defineEntity, p } from '@mikro-orm/core';

const ParcelHolderSchema = defineEntity({
  name: 'ParcelHolder',
  tableName: 'parcel_holder',
  properties: {
    parcelId: p.string().length(40).primary(),
    /** `Resident.id` or USCC. */
    holder: p.string().length(40).primary(),
  },
});

/** Who holds rights in a parcel: energy's own copy, for who may build on it. */
export class ParcelHolder extends ParcelHolderSchema.class {}
ParcelHolderSchema.setClass(ParcelHolder);
