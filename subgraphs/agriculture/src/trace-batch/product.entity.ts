import { defineEntity, p } from '@mikro-orm/core';
import type { CropCode } from '../crop/crop.rules.ts';

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    gtin: p.string().length(14).primary(),
    brandOwnerUscc: p.string().length(18),
    crop: p.string().length(10).$type<CropCode>(),
  },
});

/** Produce that can be traced to a plot: agriculture's own copy of whose brand it is and what it is grown from. */
export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);
