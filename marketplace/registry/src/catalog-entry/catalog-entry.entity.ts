import { defineEntity, p } from '@mikro-orm/core';
import type { CatalogItem } from './catalog-of.ts';
import type { ShareType } from './share-type.ts';

/** A resource of the city's catalogue: what one department knows about one type. */
const CatalogEntrySchema = defineEntity({
  name: 'CatalogEntry',
  tableName: 'catalog_entry',
  properties: {
    /** `cat_<subgraph>_<Type>`. */
    id: p.string().length(120).primary(),
    resourceCode: p.string().length(20),
    subgraph: p.string().length(40),
    typeName: p.string().length(80),
    title: p.string().length(200),
    abstract: p.text(),
    /** USCC of the agency that answers for it. */
    providerUscc: p.string().length(18),
    shareType: p.string().length(20).$type<ShareType>(),
    shareCondition: p.text().strictNullable(),
    items: p.json<readonly CatalogItem[]>(),
    publishedAt: p.datetime(3),
    /** The graph has it no more; null: it is there. */
    withdrawnAt: p.datetime(3).strictNullable(),
  },
});

export class CatalogEntry extends CatalogEntrySchema.class {}
CatalogEntrySchema.setClass(CatalogEntry);
