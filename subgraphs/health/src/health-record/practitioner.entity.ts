import { defineEntity, p } from '@mikro-orm/core';

const PractitionerSchema = defineEntity({
  name: 'Practitioner',
  tableName: 'practitioner',
  properties: {
    id: p.string().length(40).primary(),
    name: p.string().length(120),
    organizationUscc: p.string().length(18),
  },
});

/** Someone who treats patients, by staff number. */
export class Practitioner extends PractitionerSchema.class {}
PractitionerSchema.setClass(Practitioner);
