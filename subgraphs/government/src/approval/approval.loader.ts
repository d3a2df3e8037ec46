import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { ApprovalStep } from './approval-step.entity.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

/** A case with its steps, and each step with its case: the subject rules look at both. */
export type CaseWithSteps = ParallelApprovalCase & { readonly steps: readonly StepInCase[] };
export type StepInCase = ApprovalStep & { readonly approval: CaseWithSteps };

export const approvalCaseByCode = defineLoader<string, CaseWithSteps, SubgraphContext>(async (codes, { em }) => {
  const projectCode = { $in: [...codes] };
  const cases = await findRows(em, ParallelApprovalCase, { projectCode });
  const rows = await findRows(em, ApprovalStep, { projectCode }, { orderBy: { position: 'asc' } });
  const stepsOf = groupRows(codes, rows, (step) => step.projectCode);
  return alignRows(codes, cases, (found) => found.projectCode).map((found, index) => {
    if (!found) return null;
    const steps: StepInCase[] = [];
    const whole: CaseWithSteps = Object.assign(found, { steps });
    for (const step of stepsOf[index] ?? []) steps.push(Object.assign(step, { approval: whole }));
    return whole;
  });
});

export const approvalStepById = defineLoader<string, StepInCase, SubgraphContext>(async (ids, context) => {
  const rows = await findRows(context.em, ApprovalStep, { id: { $in: [...ids] } });
  const cases = await approvalCaseByCode(context).loadMany([...new Set(rows.map(({ projectCode }) => projectCode))]);
  const steps = cases.flatMap((found) => (found === null || found instanceof Error ? [] : found.steps));
  return alignRows(ids, steps, ({ id }) => id);
});

export const supervisionAlertById = defineLoader<string, SupervisionAlert, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, SupervisionAlert, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const alertsOf = defineLoader<string, SupervisionAlert[], SubgraphContext>(async (steps, { em }) =>
  groupRows(
    steps,
    await findRows(em, SupervisionAlert, { stepId: { $in: [...steps] } }, { orderBy: { raisedAt: 'asc', id: 'asc' } }),
    ({ stepId }) => stepId,
  ),
);
