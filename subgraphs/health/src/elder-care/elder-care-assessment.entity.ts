import { defineEntity, p } from '@mikro-orm/core';

const ElderCareAssessmentSchema = defineEntity({
  name: 'ElderCareAssessment',
  tableName: 'elder_care_assessment',
  properties: {
    residentId: p.string().length(40).primary(),
    level: p.string().length(20),
    /** YYYY-MM-DD. */
    assessedAt: p.string().length(10),
  },
});

/** How much care an elderly resident needs (GB/T 42195). */
export class ElderCareAssessment extends ElderCareAssessmentSchema.class {}
ElderCareAssessmentSchema.setClass(ElderCareAssessment);
