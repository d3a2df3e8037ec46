import { defineEntity, p } from '@mikro-orm/core';

const GridParcelSchema = defineEntity({
  name: 'GridParcel',
  tableName: 'grid_parcel',
  properties: {
    parcelId: p.string().length(40).primary(),
    /** GB/T 21010 class. */
    landUseCode: p.string().length(4),
    /** The electricity utility of the area. */
    operatorUscc: p.string().length(18),
  },
});

/** A parcel as energy needs it: its own copy of the land register. */
export class GridParcel extends GridParcelSchema.class {}
GridParcelSchema.setClass(GridParcel);

const ParcelHolderSchema = defineEntity({
  name: 'ParcelHolder',
  tableName: 'parcel_holder',
  properties: {
    parcelId: p.string().length(40).primary(),
    /** `Resident.id` or USCC. */
    holder: p.string().length(40).primary(),
  },
});

/** Who holds rights in a parcel. */
export class ParcelHolder extends ParcelHolderSchema.class {}
ParcelHolderSchema.setClass(ParcelHolder);
