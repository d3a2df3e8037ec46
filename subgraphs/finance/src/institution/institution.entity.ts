import { defineEntity, p } from '@mikro-orm/core';

const InstitutionSchema = defineEntity({
  name: 'Institution',
  tableName: 'institution',
  properties: {
    uscc: p.string().length(18).primary(),
    kind: p.string().length(10).$type<'bank' | 'insurer'>(),
  },
});

/** Finance's own copy of who is licensed as a bank or an insurer in the city. */
export class Institution extends InstitutionSchema.class {}
InstitutionSchema.setClass(Institution);
