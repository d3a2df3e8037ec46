import { defineEntity, p } from '@mikro-orm/core';

const EnergyYearSchema = defineEntity({
  name: 'EnergyYear',
  tableName: 'energy_year',
  properties: {
    uscc: p.string().length(18).primary(),
    year: p.integer().primary(),
    /** Electricity, in watt-hours. Never leaves the department: bands do. */
    usedMilli: p.bigint('number'),
  },
});

/** What a firm consumed in a calendar year so far. */
export class EnergyYear extends EnergyYearSchema.class {}
EnergyYearSchema.setClass(EnergyYear);
