import { defineEntity, p } from '@mikro-orm/core';

const ParcelSchema = defineEntity({
  name: 'Parcel',
  tableName: 'parcel',
  properties: {
    id: p.string().length(40).primary(),
    realEstateUnitCode: p.string().length(28).unique(),
    landUseCode: p.string().length(10),
    areaM2: p.double().fieldName('area_m2'),
    /** The outer ring, `[[longitude, latitude], …]` as JSON, CGCS2000 degrees. */
    ring: p.text(),
    /** The ring's bounds, indexed: the coarse sieve of a spatial search, the same on SQLite and MariaDB. */
    west: p.double(),
    south: p.double(),
    east: p.double(),
    north: p.double(),
    /** Division of the address; an officer limited to a division is judged by it. */
    division: p.string().length(12).strictNullable(),
    placeId: p.string().length(40).strictNullable(),
  },
});

export class Parcel extends ParcelSchema.class {}
ParcelSchema.setClass(Parcel);
