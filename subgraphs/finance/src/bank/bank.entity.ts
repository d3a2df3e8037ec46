import { defineEntity, p } from '@mikro-orm/core';

const BankSchema = defineEntity({
  name: 'Bank',
  tableName: 'bank',
  properties: {
    uscc: p.string().length(18).primary(),
    name: p.string().length(160),
  },
});

/** Finance's own copy of who is licensed as a bank of the city. */
export class Bank extends BankSchema.class {}
BankSchema.setClass(Bank);
