import { defineEntity, p } from '@mikro-orm/core';

const IntakeSchema = defineEntity({
  name: 'Intake',
  tableName: 'intake',
  properties: {
    schoolCode: p.string().length(20).primary(),
    academicYear: p.string().length(4).primary(),
    places: p.integer(),
    /** Never more than `places`: taken by compare-and-set. */
    taken: p.integer(),
  },
});

/** First-year places of a school in one academic year. */
export class Intake extends IntakeSchema.class {}
IntakeSchema.setClass(Intake);
