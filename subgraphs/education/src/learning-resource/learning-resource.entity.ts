import { defineEntity, p } from '@mikro-orm/core';

const LearningResourceSchema = defineEntity({
  name: 'LearningResource',
  tableName: 'learning_resource',
  properties: {
    id: p.string().length(40).primary(),
    title: p.string().length(160),
    providerUscc: p.string().length(18),
    /** Where an LTI 1.3 launch begins. */
    launchUrl: p.string().length(300),
    competency: p.string().length(120).nullable(),
    subject: p.string().length(40),
    grade: p.string().length(10).nullable(),
  },
});

export class LearningResource extends LearningResourceSchema.class {}
LearningResourceSchema.setClass(LearningResource);
