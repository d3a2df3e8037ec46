import { defineEntity, p } from '@mikro-orm/core';

const ChargingStationSchema = defineEntity({
  name: 'ChargingStation',
  tableName: 'charging_station',
  properties: {
    id: p.string().length(40).primary(),
    operatorUscc: p.string().length(18),
    placeId: p.string().length(40),
    /** Village code. */
    division: p.string().length(12),
    /** CGCS2000 degrees. */
    longitude: p.float(),
    latitude: p.float(),
    connectors: p.integer(),
    powerKw: p.float(),
    pricePerKwhCents: p.integer(),
  },
});

/** Where electric vehicles charge (OCPI Location). */
export class ChargingStation extends ChargingStationSchema.class {}
ChargingStationSchema.setClass(ChargingStation);
