import { defineEntity, p } from '@mikro-orm/core';

/** Who answers for whom (Civil Code art. 27). It outlives childhood on paper; readers ask for minors only. */
const GuardianshipSchema = defineEntity({
  name: 'Guardianship',
  tableName: 'guardianship',
  properties: {
    guardianId: p.string().length(40).primary(),
    wardId: p.string().length(40).primary(),
  },
});

export class Guardianship extends GuardianshipSchema.class {}
GuardianshipSchema.setClass(Guardianship);
