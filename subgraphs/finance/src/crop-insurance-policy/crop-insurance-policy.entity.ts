import { defineEntity, p } from '@mikro-orm/core';

const CropInsurancePolicySchema = defineEntity({
  name: 'CropInsurancePolicy',
  tableName: 'crop_insurance_policy',
  properties: {
    id: p.string().length(40).primary(),
    insurerUscc: p.string().length(18),
    farmId: p.string().length(40),
    farmerId: p.string().length(40),
    /** The cooperative that runs the farm; null: the farmer does. */
    operatorUscc: p.string().length(18).nullable(),
    /** Both days included. */
    validFrom: p.string().length(10),
    validTo: p.string().length(10),
    sumInsuredCents: p.bigint('number'),
  },
});

/** A farm's crops insured for a season. */
export class CropInsurancePolicy extends CropInsurancePolicySchema.class {}
CropInsurancePolicySchema.setClass(CropInsurancePolicy);
