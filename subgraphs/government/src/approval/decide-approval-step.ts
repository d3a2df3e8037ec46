import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { mayDecide, type StepSubject, unknownStep } from './approval.access.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { assertUndecided } from './approval-step.rules.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';
import { StepDecision } from './step-decision.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const Decision = z
  .strictObject({
    stepId: z.string().min(1).max(40),
    decision: z.enum(StepDecision),
    reason: z.string().trim().min(4, 'give your reason in four characters or more').max(4000).nullable(),
  })
  .refine(({ decision, reason }) => decision === 'GRANT' || reason !== null, {
    path: ['reason'],
    message: 'say why you reject or return it',
  });

export type Decision = z.infer<typeof Decision>;

/** An officer decides the own agency's step, once. Answers the step's id. */
export async function decideApprovalStep(
  em: EntityManager,
  viewer: Viewer,
  wanted: Decision,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Decision, wanted);
  const { stepId: id, decision, reason } = input;
  const isLiving = living(ApprovalStep, { decision: { $ne: null } });
  const request = { operation: 'decideApprovalStep', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const { step, steps } = await loadStep(inner, id, viewer, now);
    assertUndecided(step, steps);
    // Compare-and-set: of two decisions at once, one counts.
    const changed = await inner.nativeUpdate(
      ApprovalStep,
      { id, decision: null },
      {
        decision,
        reason,
        decidedAt: now,
        decidedBy: viewer.principal.subject,
        pausedAt: decision === 'RETURN_FOR_CORRECTION' ? now : null,
      },
    );
    if (changed === 0) throw new CityGraphError('CONFLICT', `Step ${id} has been decided meanwhile; read it again.`);
    const answer = reason === null ? decision : `${decision}: ${reason}`;
    const answered = { answer, answeredAt: now, answeredBy: viewer.principal.subject };
    await inner.nativeUpdate(SupervisionAlert, { stepId: id, answer: null }, answered);
    return id;
  });
}

/** The step with its siblings; unknown and forbidden are one answer. */
async function loadStep(em: EntityManager, id: string, viewer: Viewer, now: Date) {
  const fresh = { disableIdentityMap: true };
  const step = await em.findOne(ApprovalStep, { id }, fresh);
  const approval = step && (await em.findOne(ParallelApprovalCase, { projectCode: step.projectCode }, fresh));
  const steps = step ? await em.find(ApprovalStep, { projectCode: step.projectCode }, fresh) : [];
  const subject: StepSubject =
    step && approval
      ? { id, agencyUscc: step.agencyUscc, approval: { ...subjectOf(approval), steps } }
      : unknownStep(id);
  const verdict = mayDecide(viewer, subject, now);
  if (verdict.allowed && step) return { step, steps };
  if (!verdict.allowed && verdict.code === 'PURPOSE_REQUIRED') throw new CityGraphError(verdict.code, verdict.message);
  throw new CityGraphError(
    'FORBIDDEN',
    `stepId: you may not decide ${id}, or there is no such step. Steps are decided by officers of their agency with a case on the project and the purpose project-approval.`,
    { extensions: { argument: 'stepId' } },
  );
}

const subjectOf = ({ projectCode, applicantUscc, leadAgencyUscc, division }: ParallelApprovalCase) => ({
  projectCode,
  applicantUscc,
  leadAgencyUscc,
  division,
});
