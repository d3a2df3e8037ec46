import { defineEntity, p } from '@mikro-orm/core';

const OfferSchema = defineEntity({
  name: 'Offer',
  tableName: 'offer',
  properties: {
    gtin: p.string().length(14).primary(),
    sellerUscc: p.string().length(18).primary(),
    priceCents: p.bigint('number'),
    /** Units left; taken by compare-and-set, never below 0. */
    stock: p.integer(),
    /** Whether the seller holds a licence for this trade. */
    licensed: p.boolean(),
  },
});

/** Who sells a product, and at what price. */
export class Offer extends OfferSchema.class {}
OfferSchema.setClass(Offer);
