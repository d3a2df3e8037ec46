import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { ApprovalStep } from './approval-step.entity.ts';
import { dueAfterPause } from './approval-step.rules.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';

const Resubmission = z.strictObject({
  stepId: z.string().min(1).max(40),
  correction: z.string().trim().min(4, 'say what was mended in four characters or more').max(4000),
});

export type Resubmission = z.infer<typeof Resubmission>;

/** The applicant hands a returned step in again: the clock runs on from where it stood. Answers the step's id. */
export async function resubmitApprovalStep(
  em: EntityManager,
  viewer: Viewer,
  resubmission: Resubmission,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Resubmission, resubmission);
  const { stepId: id, correction } = input;
  const isLiving = living(ApprovalStep, { $or: [{ decision: null }, { decision: { $ne: 'RETURN_FOR_CORRECTION' } }] });
  const request = { operation: 'resubmitApprovalStep', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const step = await inner.findOne(ApprovalStep, { id }, { disableIdentityMap: true });
    const approval = step && (await inner.findOne(ParallelApprovalCase, { projectCode: step.projectCode }));
    if (!step || !approval || !viewer.standing?.represents.includes(approval.applicantUscc)) {
      throw new CityGraphError(
        'FORBIDDEN',
        `stepId: you do not represent the applicant of ${id}, or there is no such step.`,
        { extensions: { argument: 'stepId' } },
      );
    }
    const { dueAt, pausedAt, projectCode } = step;
    if ((await inner.count(ApprovalStep, { projectCode, decision: 'REJECT' })) > 0) {
      throw new CityGraphError('CONFLICT', `Step ${id} is closed: another agency has rejected the case.`);
    }
    const changed =
      pausedAt === null
        ? 0
        : await inner.nativeUpdate(
            ApprovalStep,
            { id, decision: 'RETURN_FOR_CORRECTION', pausedAt },
            {
              decision: null,
              reason: null,
              decidedAt: null,
              decidedBy: null,
              pausedAt: null,
              correction,
              dueAt: dueAfterPause({ dueAt, pausedAt }, now),
            },
          );
    if (changed === 0) throw new CityGraphError('CONFLICT', `Step ${id} does not wait for a correction.`);
    return id;
  });
}
