import { defineEntity, p } from '@mikro-orm/core';

const AnnualUseSchema = defineEntity({
  name: 'AnnualUse',
  tableName: 'annual_use',
  properties: {
    uscc: p.string().length(18).primary(),
    year: p.integer().primary(),
    /** Never leaves energy; its band does. */
    kwh: p.float(),
    /** Among firms of the same industry, 100 the most intensive; null: fewer than five of them. */
    intensityPercentile: p.integer().nullable(),
  },
});

/** A firm's electricity of a year. */
export class AnnualUse extends AnnualUseSchema.class {}
AnnualUseSchema.setClass(AnnualUse);
