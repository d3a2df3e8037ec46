import { defineEntity, p } from '@mikro-orm/core';

export const DEPOSIT_BANDS = ['UNDER_10K', 'FROM_10K_TO_50K', 'FROM_50K_TO_200K', 'OVER_200K'] as const;
export type Band = (typeof DEPOSIT_BANDS)[number];

const DepositBandSchema = defineEntity({
  name: 'DepositBand',
  tableName: 'deposit',
  properties: {
    residentId: p.string().length(40).primary(),
    band: p.string().length(20).$type<Band>(),
  },
});

/** What a resident has in the city's banks together, as a band: banks report nothing finer, so nothing finer can leak. */
export class DepositBand extends DepositBandSchema.class {}
DepositBandSchema.setClass(DepositBand);
