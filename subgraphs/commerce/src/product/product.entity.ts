import { defineEntity, p } from '@mikro-orm/core';

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    /** GTIN-14. */
    gtin: p.string().length(14).primary(),
    name: p.string().length(160),
    brandOwnerUscc: p.string().length(18),
  },
});

/** Goods with a bar code (GS1 trade item). */
export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);
