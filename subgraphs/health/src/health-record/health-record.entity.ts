import { defineEntity, p } from '@mikro-orm/core';

const HealthRecordSchema = defineEntity({
  name: 'HealthRecord',
  tableName: 'health_record',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40).unique(),
    familyDoctorId: p.string().length(40).nullable(),
  },
});

/** One a resident (WS 365: basic content of a health record). */
export class HealthRecord extends HealthRecordSchema.class {}
HealthRecordSchema.setClass(HealthRecord);
