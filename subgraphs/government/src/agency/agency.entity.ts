import { defineEntity, p } from '@mikro-orm/core';

const AgencySchema = defineEntity({
  name: 'Agency',
  tableName: 'agency',
  properties: {
    uscc: p.string().length(18).primary(),
    name: p.string().length(120),
    field: p.string().length(40),
  },
});

export class Agency extends AgencySchema.class {}
AgencySchema.setClass(Agency);
