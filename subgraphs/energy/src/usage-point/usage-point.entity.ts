import { defineEntity, p } from '@mikro-orm/core';
import type { TariffClass } from '../bill/tariff.rules.ts';
import type { ReadingQuality } from '../meter-reading/meter-reading.rules.ts';
import type { Commodity } from './commodity.rules.ts';

const UsagePointSchema = defineEntity({
  name: 'UsagePoint',
  tableName: 'usage_point',
  properties: {
    mrid: p.string().length(36).primary(),
    commodity: p.string().length(11).$type<Commodity>(),
    placeId: p.string().length(40),
    /** Energy's own copy of the address directory. */
    villageCode: p.string().length(12),
    operatorUscc: p.string().length(18),
    /** The firm that sits at the place, if one does. */
    holderUscc: p.string().length(18).nullable(),
    /** `Resident.id` of who farms the field; a dwelling's residents are known by their standing. */
    holderId: p.string().length(40).nullable(),
    tariffClass: p.string().length(12).$type<TariffClass>(),
    /** The last register reading; changed by compare-and-set on `lastReadAt`, so that of two readings at once one counts. */
    lastReadAt: p.datetime(3).nullable(),
    lastMilli: p.bigint('number').nullable(),
    lastQuality: p.string().length(10).$type<ReadingQuality>().nullable(),
  },
});

/** A meter's position in the network: what is read and billed, whichever meter hangs there. */
export class UsagePoint extends UsagePointSchema.class {}
UsagePointSchema.setClass(UsagePoint);
