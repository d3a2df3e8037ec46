import { defineEntity, p } from '@mikro-orm/core';

const CitizenCardSchema = defineEntity({
  name: 'CitizenCard',
  tableName: 'citizen_card',
  properties: {
    id: p.string().length(40).primary(),
    residentId: p.string().length(40).unique(),
    status: p.string().length(20).$type<'ACTIVE' | 'SUSPENDED' | 'CANCELLED'>(),
    functions: p.array().columnType('text'),
    division: p.string().length(12).strictNullable(),
  },
});

export class CitizenCard extends CitizenCardSchema.class {}
CitizenCardSchema.setClass(CitizenCard);
