import { defineEntity, p } from '@mikro-orm/core';

export const STAGES = ['primary', 'junior', 'senior'] as const;
export type Stage = (typeof STAGES)[number];

const SchoolSchema = defineEntity({
  name: 'School',
  tableName: 'school',
  properties: {
    code: p.string().length(20).primary(),
    uscc: p.string().length(18),
    name: p.string().length(160),
    stage: p.string().length(10).$type<Stage>(),
    placeId: p.string().length(40),
    villageCode: p.string().length(12),
  },
});

export class School extends SchoolSchema.class {}
SchoolSchema.setClass(School);
