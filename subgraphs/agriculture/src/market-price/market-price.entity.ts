import { defineEntity, p } from '@mikro-orm/core';
import type { CropCode } from '../crop/crop.rules.ts';

const MarketPriceSchema = defineEntity({
  name: 'MarketPrice',
  tableName: 'market_price',
  properties: {
    id: p.string().length(40).primary(),
    commodity: p.string().length(10).$type<CropCode>(),
    market: p.string().length(80),
    /** `YYYY-MM-DD`. */
    at: p.string().length(10),
    centsPerKg: p.bigint('number'),
    /** OIDC subject of the officer; null: seeded. */
    publishedBy: p.string().length(80).nullable(),
    publishedAt: p.datetime(3),
    correctedAt: p.datetime(3).nullable(),
    correctionReason: p.string().length(500).nullable(),
  },
  uniques: [{ name: 'market_price_day', properties: ['commodity', 'market', 'at'] }],
});

/** What a kilogram cost at a wholesale market on a day; one price a day, market and commodity. */
export class MarketPrice extends MarketPriceSchema.class {}
MarketPriceSchema.setClass(MarketPrice);
