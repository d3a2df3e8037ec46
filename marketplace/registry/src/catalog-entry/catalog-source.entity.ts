import { defineEntity, p } from '@mikro-orm/core';

/** The graph that the catalogue was made from. */
const CatalogSourceSchema = defineEntity({
  name: 'CatalogSource',
  tableName: 'catalog_source',
  properties: {
    name: p.string().length(20).primary(),
    /** SHA-256 in hex. */
    digest: p.string().length(64),
    takenAt: p.datetime(3),
  },
});

export class CatalogSource extends CatalogSourceSchema.class {}
CatalogSourceSchema.setClass(CatalogSource);
