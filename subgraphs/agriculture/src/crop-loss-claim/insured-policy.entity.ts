import { defineEntity, p } from '@mikro-orm/core';

const InsuredPolicySchema = defineEntity({
  name: 'InsuredPolicy',
  tableName: 'insured_policy',
  properties: {
    id: p.string().length(40).primary(),
    farmId: p.string().length(40),
    insurerUscc: p.string().length(18),
    /** First and last day insured, both included. */
    insuredFrom: p.string().length(10),
    insuredTo: p.string().length(10),
    sumInsuredCents: p.bigint('number'),
    /** Approved on all claims together; never more than the sum insured. */
    approvedCents: p.bigint('number'),
  },
});

/** A crop policy as claims need it: agriculture's own copy of what finance owns. */
export class InsuredPolicy extends InsuredPolicySchema.class {}
InsuredPolicySchema.setClass(InsuredPolicy);
