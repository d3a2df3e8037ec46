import { defineEntity, p } from '@mikro-orm/core';

const PlaceSchema = defineEntity({
  name: 'Place',
  tableName: 'place',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(20),
    addressText: p.string().length(200),
    /** CGCS2000 degrees. */
    longitude: p.double(),
    latitude: p.double(),
    divisionCode: p.string().length(12),
    parcelId: p.string().length(40).strictNullable(),
  },
});

export class Place extends PlaceSchema.class {}
PlaceSchema.setClass(Place);
