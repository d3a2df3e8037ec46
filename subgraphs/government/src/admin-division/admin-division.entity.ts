import { defineEntity, p } from '@mikro-orm/core';

const AdminDivisionSchema = defineEntity({
  name: 'AdminDivision',
  tableName: 'admin_division',
  properties: {
    /** 6, 9 or 12 digits, as long as its level needs. */
    code: p.string().length(12).primary(),
    name: p.string().length(80),
    level: p.string().length(12),
    parentCode: p.string().length(12).strictNullable(),
    pilotTown: p.boolean(),
  },
});

export class AdminDivision extends AdminDivisionSchema.class {}
AdminDivisionSchema.setClass(AdminDivision);
