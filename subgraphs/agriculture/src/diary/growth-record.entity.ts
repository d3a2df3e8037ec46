import { defineEntity, p } from '@mikro-orm/core';

const GrowthRecordSchema = defineEntity({
  name: 'GrowthRecord',
  tableName: 'growth_record',
  properties: {
    id: p.string().length(40).primary(),
    plotId: p.string().length(40),
    season: p.string().length(6),
    bbch: p.integer(),
    observedOn: p.string().length(10),
    /** OIDC subject; null: seeded. */
    recordedBy: p.string().length(80).nullable(),
    recordedAt: p.datetime(3),
  },
  uniques: [{ name: 'growth_record_day', properties: ['plotId', 'season', 'observedOn'] }],
});

/** How far the crop was on a day; one a day. */
export class GrowthRecord extends GrowthRecordSchema.class {}
GrowthRecordSchema.setClass(GrowthRecord);
