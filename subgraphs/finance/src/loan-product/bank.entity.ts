import { defineEntity, p } from '@mikro-orm/core';

const BankSchema = defineEntity({
  name: 'Bank',
  tableName: 'bank',
  properties: {
    uscc: p.string().length(18).primary(),
    name: p.string().length(160),
  },
});

/** A bank that may lend and book money. */
export class Bank extends BankSchema.class {}
BankSchema.setClass(Bank);
