import { defineEntity, p } from '@mikro-orm/core';
import type { Commodity } from '../usage-point/usage-point.entity.ts';

const TariffTierSchema = defineEntity({
  name: 'TariffTier',
  tableName: 'tariff_tier',
  properties: {
    commodity: p.string().length(12).$type<Commodity>().primary(),
    tier: p.integer().primary(),
    /** Monthly use up to which the tier goes; null: without end. */
    upTo: p.float().nullable(),
    centsPerUnit: p.float(),
  },
});

/** One tier of a commodity's tariff. */
export class TariffTier extends TariffTierSchema.class {}
TariffTierSchema.setClass(TariffTier);
