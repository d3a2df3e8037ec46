import { defineEntity, p } from '@mikro-orm/core';

const AddressSchema = defineEntity({
  name: 'Address',
  tableName: 'address',
  properties: {
    placeId: p.string().length(40).primary(),
    villageCode: p.string().length(12),
  },
});

/** Education's own copy of the address directory: the village of each place. It names nobody. */
export class Address extends AddressSchema.class {}
AddressSchema.setClass(Address);
