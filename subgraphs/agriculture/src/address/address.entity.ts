import { defineEntity, p } from '@mikro-orm/core';

const AddressSchema = defineEntity({
  name: 'Address',
  tableName: 'address',
  properties: {
    placeId: p.string().length(40).primary(),
    villageCode: p.string().length(12),
  },
});

/** Which village a place lies in: agriculture's own copy of the address directory, for read points and competence. */
export class Address extends AddressSchema.class {}
AddressSchema.setClass(Address);
