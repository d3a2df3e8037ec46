import { defineEntity, p } from '@mikro-orm/core';

const EncounterSchema = defineEntity({
  name: 'Encounter',
  tableName: 'encounter',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40),
    providerUscc: p.string().length(18),
    startAt: p.datetime(3),
    /** ICD-10. */
    reasonCode: p.string().length(20).nullable(),
    reasonDisplay: p.string().length(120).nullable(),
  },
});

/** A visit to a provider (FHIR Encounter). */
export class Encounter extends EncounterSchema.class {}
EncounterSchema.setClass(Encounter);
