import { defineEntity, p } from '@mikro-orm/core';

const ResidentSchema = defineEntity({
  name: 'Resident',
  tableName: 'resident',
  properties: {
    id: p.string().length(40).primary(),
    /** GB 11643. Unique, so that a lookup reads one row. */
    idNumber: p.string().length(18).unique(),
    name: p.string().length(120),
    /** `YYYY-MM-DD`: a calendar date has no zone. */
    birthDate: p.string().length(10),
    sex: p.string().length(1).$type<'F' | 'M'>(),
    householdId: p.string().length(40).strictNullable(),
    /** Division of the dwelling: an officer limited to a division is judged without another query. */
    division: p.string().length(12).strictNullable(),
  },
});

export class Resident extends ResidentSchema.class {}
ResidentSchema.setClass(Resident);
