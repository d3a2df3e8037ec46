import { defineEntity, p } from '@mikro-orm/core';
import type { StepDecision } from './step-decision.ts';

const ApprovalStepSchema = defineEntity({
  name: 'ApprovalStep',
  tableName: 'approval_step',
  properties: {
    id: p.string().length(40).primary(),
    projectCode: p.string().length(24),
    /** Order in which the services were asked for. */
    position: p.integer(),
    serviceId: p.string().length(40),
    agencyUscc: p.string().length(18),
    acceptedAt: p.datetime(3),
    dueAt: p.datetime(3),
    /** Since when the clock stands still; null: it runs, or the step is decided for good. */
    pausedAt: p.datetime(3).strictNullable(),
    decision: p.string().length(30).$type<StepDecision>().strictNullable(),
    reason: p.text().strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    /** OIDC `sub` of the officer. */
    decidedBy: p.string().length(64).strictNullable(),
    /** What the applicant last said when handing it in again. */
    correction: p.text().strictNullable(),
  },
});

/** One agency's part of a case, with a clock of its own. */
export class ApprovalStep extends ApprovalStepSchema.class {}
ApprovalStepSchema.setClass(ApprovalStep);
