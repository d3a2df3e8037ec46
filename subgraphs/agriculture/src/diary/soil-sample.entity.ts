import { defineEntity, p } from '@mikro-orm/core';

const SoilSampleSchema = defineEntity({
  name: 'SoilSample',
  tableName: 'soil_sample',
  properties: {
    id: p.string().length(40).primary(),
    plotId: p.string().length(40),
    sampledOn: p.string().length(10),
    ph: p.double().nullable(),
    organicMatterPct: p.double().nullable(),
    /** OIDC subject; null: seeded. */
    recordedBy: p.string().length(80).nullable(),
    recordedAt: p.datetime(3),
  },
  uniques: [{ name: 'soil_sample_day', properties: ['plotId', 'sampledOn'] }],
});

/** What a laboratory said of a plot's topsoil; one a day. */
export class SoilSample extends SoilSampleSchema.class {}
SoilSampleSchema.setClass(SoilSample);
