import { defineEntity, p } from '@mikro-orm/core';

/** GB/T 20234.2 and 20234.3: alternating and direct current. */
export const CURRENTS = ['AC', 'DC', 'AC_DC'] as const;
export type Current = (typeof CURRENTS)[number];

const ChargingStationSchema = defineEntity({
  name: 'ChargingStation',
  tableName: 'charging_station',
  properties: {
    id: p.string().length(40).primary(),
    operatorUscc: p.string().length(18),
    placeId: p.string().length(40),
    /** Village and position (CGCS2000): energy's own copy of the address directory. */
    villageCode: p.string().length(12),
    longitude: p.double().$type<number>(),
    latitude: p.double().$type<number>(),
    connectors: p.integer(),
    current: p.string().length(5).$type<Current>(),
    maxPowerW: p.integer(),
    pricePerKwhCents: p.integer(),
    pricedAt: p.datetime(3),
  },
});

/** A place where vehicles are charged. */
export class ChargingStation extends ChargingStationSchema.class {}
ChargingStationSchema.setClass(ChargingStation);
