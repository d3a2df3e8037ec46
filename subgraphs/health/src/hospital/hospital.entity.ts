import { defineEntity, p } from '@mikro-orm/core';

const HospitalSchema = defineEntity({
  name: 'Hospital',
  tableName: 'hospital',
  properties: {
    uscc: p.string().length(18).primary(),
    /** Village code. */
    division: p.string().length(12),
    level: p.string().length(4),
    beds: p.integer(),
    availableBeds: p.integer(),
    reportedAt: p.datetime(3),
  },
});

/** A medical institution that reports its beds. */
export class Hospital extends HospitalSchema.class {}
HospitalSchema.setClass(Hospital);
