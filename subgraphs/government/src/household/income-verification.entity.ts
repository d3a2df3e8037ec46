import { defineEntity, p } from '@mikro-orm/core';

/** The outcome of a means test. A bracket, never an amount: exact income stays with the verifying agency. */
const IncomeVerificationSchema = defineEntity({
  name: 'IncomeVerification',
  tableName: 'income_verification',
  properties: {
    id: p.string().length(40).primary(),
    householdId: p.string().length(40).unique(),
    /** USCC of the agency that asked. */
    requestedByUscc: p.string().length(18),
    bracket: p.string().length(40),
    decidedAt: p.datetime().strictNullable(),
  },
});

export class IncomeVerification extends IncomeVerificationSchema.class {}
IncomeVerificationSchema.setClass(IncomeVerification);
