import { defineEntity, p } from '@mikro-orm/core';

const LicenceSchema = defineEntity({
  name: 'Licence',
  tableName: 'licence',
  properties: {
    id: p.string().length(40).primary(),
    kind: p.string().length(40),
    holderUscc: p.string().length(18),
    issuedByUscc: p.string().length(18),
    /** `YYYY-MM-DD`; both days count. */
    validFrom: p.string().length(10),
    /** Null: without end. */
    validTo: p.string().length(10).strictNullable(),
  },
});

export class Licence extends LicenceSchema.class {}
LicenceSchema.setClass(Licence);
