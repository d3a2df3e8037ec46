import { defineEntity, p } from '@mikro-orm/core';

/** One right on one parcel; the holder is a resident or a legal entity. */
const RightsHolderSchema = defineEntity({
  name: 'RightsHolder',
  tableName: 'parcel_rights_holder',
  properties: {
    parcelId: p.string().length(40).primary(),
    /** `Resident.id` or `LegalEntity.uscc`, as `kind` says. */
    holder: p.string().length(40).primary(),
    kind: p.string().length(12).$type<'resident' | 'entity'>(),
  },
});

export class RightsHolder extends RightsHolderSchema.class {}
RightsHolderSchema.setClass(RightsHolder);
