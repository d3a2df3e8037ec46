import { defineEntity, p } from '@mikro-orm/core';

const HouseholdSchema = defineEntity({
  name: 'Household',
  tableName: 'household',
  properties: {
    id: p.string().length(40).primary(),
    dwellingId: p.string().length(40).strictNullable(),
    division: p.string().length(12).strictNullable(),
  },
});

export class Household extends HouseholdSchema.class {}
HouseholdSchema.setClass(Household);
