import { defineEntity, p } from '@mikro-orm/core';

/** Bands of what a resident has in banks; nothing finer leaves finance. */
export const DEPOSIT_BANDS = ['0-10000', '10000-50000', '50000-200000', '200000+'] as const;

const DepositSchema = defineEntity({
  name: 'Deposit',
  tableName: 'deposit',
  properties: {
    residentId: p.string().length(40).primary(),
    band: p.string().length(20).$type<(typeof DEPOSIT_BANDS)[number]>(),
  },
});

/** What banks report of a resident's deposits, as a band in CNY. */
export class Deposit extends DepositSchema.class {}
DepositSchema.setClass(Deposit);
