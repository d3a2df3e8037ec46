import { defineEntity, p } from '@mikro-orm/core';

export const COMMODITIES = ['electricity', 'water', 'gas', 'heat'] as const;
export type Commodity = (typeof COMMODITIES)[number];

/** What a register of each commodity counts. */
export const UNIT: Readonly<Record<Commodity, 'kWh' | 'm3' | 'GJ'>> = {
  electricity: 'kWh',
  water: 'm3',
  gas: 'm3',
  heat: 'GJ',
};

/** Of a reading, in the words of IEC 61968-9. */
export type Quality = 'VALID' | 'ESTIMATED' | 'SUSPECT' | 'EXCHANGED';

const UsagePointSchema = defineEntity({
  name: 'UsagePoint',
  tableName: 'usage_point',
  properties: {
    mrid: p.string().length(36).primary(),
    commodity: p.string().length(12).$type<Commodity>(),
    placeId: p.string().length(40),
    operatorUscc: p.string().length(18),
    /** The firm at the place; null: a dwelling, a field. */
    holderUscc: p.string().length(18).nullable(),
    /** The latest register reading: changed by compare-and-set, so that registers only go up. */
    lastAt: p.datetime(3),
    lastValue: p.float(),
    lastQuality: p.string().length(10).$type<Quality>(),
    /** Last month that a bill was issued for, `YYYY-MM`. */
    billedThrough: p.string().length(7),
    /** The sum of all bills. */
    billedCents: p.bigint('number'),
  },
});

/** A meter's position in the network (IEC 61968-9 UsagePoint). */
export class UsagePoint extends UsagePointSchema.class {}
UsagePointSchema.setClass(UsagePoint);
