import { defineEntity, p } from '@mikro-orm/core';

const RecordConceptSchema = defineEntity({
  name: 'RecordConcept',
  tableName: 'record_concept',
  properties: {
    id: p.string().length(60).primary(),
    recordId: p.string().length(40),
    kind: p.string().length(10).$type<'ALLERGY' | 'CONDITION'>(),
    system: p.string().length(80),
    code: p.string().length(20),
    display: p.string().length(120).nullable(),
  },
});

/** An allergy or a condition of a record, coded (ICD-10, SNOMED CT). */
export class RecordConcept extends RecordConceptSchema.class {}
RecordConceptSchema.setClass(RecordConcept);
