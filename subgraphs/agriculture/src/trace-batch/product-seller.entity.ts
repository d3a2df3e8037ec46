import { defineEntity, p } from '@mikro-orm/core';

const ProductSellerSchema = defineEntity({
  name: 'ProductSeller',
  tableName: 'product_seller',
  properties: {
    gtin: p.string().length(14).primary(),
    uscc: p.string().length(18).primary(),
  },
});

/** Who offers a product: agriculture's own copy. */
export class ProductSeller extends ProductSellerSchema.class {}
ProductSellerSchema.setClass(ProductSeller);
