import { defineEntity, p } from '@mikro-orm/core';

const DiseaseCountSchema = defineEntity({
  name: 'DiseaseCount',
  tableName: 'disease_count',
  properties: {
    division: p.string().length(6).primary(),
    /** ISO 8601 week, 2026-W40. */
    week: p.string().length(8).primary(),
    cases: p.integer(),
  },
});

/** Notifiable cases of a district in a week. */
export class DiseaseCount extends DiseaseCountSchema.class {}
DiseaseCountSchema.setClass(DiseaseCount);
