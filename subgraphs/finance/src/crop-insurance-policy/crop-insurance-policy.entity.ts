import { defineEntity, p } from '@mikro-orm/core';

const CropInsurancePolicySchema = defineEntity({
  name: 'CropInsurancePolicy',
  tableName: 'crop_insurance_policy',
  properties: {
    id: p.string().length(40).primary(),
    insurerUscc: p.string().length(18),
    farmId: p.string().length(40),
    /** `Resident.id` of the farmer, finance's own copy. */
    farmerId: p.string().length(40),
    /** USCC of the cooperative that runs the farm, if one does. */
    operatorUscc: p.string().length(18).nullable(),
    /** Both days included, `YYYY-MM-DD`. */
    validFrom: p.string().length(10),
    validTo: p.string().length(10),
    sumInsuredCents: p.bigint('number'),
  },
});

export class CropInsurancePolicy extends CropInsurancePolicySchema.class {}
CropInsurancePolicySchema.setClass(CropInsurancePolicy);
