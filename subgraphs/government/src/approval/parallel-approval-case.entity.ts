import { defineEntity, p } from '@mikro-orm/core';

const ParallelApprovalCaseSchema = defineEntity({
  name: 'ParallelApprovalCase',
  tableName: 'parallel_approval_case',
  properties: {
    /** GB/T 40058: one case a project. */
    projectCode: p.string().length(24).primary(),
    applicantUscc: p.string().length(18),
    leadAgencyUscc: p.string().length(18),
    parcelId: p.string().length(40),
    openedAt: p.datetime(3),
    /** Division of the parcel: officers limited to a division are judged by it. */
    division: p.string().length(12).strictNullable(),
  },
});

/** A project that several agencies examine at the same time. Its status is not stored: the steps say it. */
export class ParallelApprovalCase extends ParallelApprovalCaseSchema.class {}
ParallelApprovalCaseSchema.setClass(ParallelApprovalCase);
