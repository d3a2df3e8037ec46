import { defineEntity, p } from '@mikro-orm/core';

const ImmunizationSchema = defineEntity({
  name: 'Immunization',
  tableName: 'immunization',
  properties: {
    id: p.string().length(60).primary(),
    residentId: p.string().length(40),
    vaccine: p.string().length(10),
    dose: p.integer(),
    /** YYYY-MM-DD. */
    occurrence: p.string().length(10),
    lotNumber: p.string().length(40).nullable(),
  },
});

/** One dose given (FHIR Immunization). */
export class Immunization extends ImmunizationSchema.class {}
ImmunizationSchema.setClass(Immunization);
