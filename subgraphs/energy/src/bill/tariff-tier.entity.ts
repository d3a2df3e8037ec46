import { defineEntity, p } from '@mikro-orm/core';

const TariffTierSchema = defineEntity({
  name: 'TariffTier',
  tableName: 'tariff_tier',
  properties: {
    /** `commodity/class/month`, the month or year from which it holds. */
    tariff: p.string().length(40).primary(),
    tier: p.integer().primary(),
    /** Units a month up to which the price holds; null: without end. */
    upTo: p.integer().nullable(),
    /** CNY cents a unit. */
    cents: p.integer(),
  },
});

/** One tier of a tariff. Added, never changed: bills are read with the tariff they were made with. */
export class TariffTier extends TariffTierSchema.class {}
TariffTierSchema.setClass(TariffTier);
