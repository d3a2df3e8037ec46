import { defineEntity, p } from '@mikro-orm/core';

const AdmissionCountSchema = defineEntity({
  name: 'AdmissionCount',
  tableName: 'admission_count',
  properties: {
    /** Its handle. */
    publisher: p.string().length(40).primary(),
    /** Its beginning. */
    minute: p.datetime(3).primary(),
    times: p.bigint('number'),
  },
});

/** How often documents of a publisher were judged within a minute; kept for an hour. */
export class AdmissionCount extends AdmissionCountSchema.class {}
AdmissionCountSchema.setClass(AdmissionCount);
