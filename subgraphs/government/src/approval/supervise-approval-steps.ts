import { createHash } from 'node:crypto';
import type { Clock, Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { ApprovalStep } from './approval-step.entity.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';
import { horizon, levelsReached, RULE_OF } from './supervision.rules.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const BATCH = 500;

/** A step has one alert a level, under one key: whoever raises it, and in a city that is seeded again. */
const alertId = (stepId: string, level: string): string =>
  `alt_${createHash('sha256').update(`${stepId} ${level}`).digest('hex').slice(0, 16)}`;

/**
 * Raises every alert that is due and not raised. Two processes may do so at once: the table takes each level of a step once,
 * and who comes second adds nothing. Returned steps stand still, and steps of a rejected case are closed.
 */
export async function superviseApprovalSteps(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const fresh = { disableIdentityMap: true };
  for (let last = ''; ; ) {
    const steps = await em.find(
      ApprovalStep,
      { id: { $gt: last }, decision: null, dueAt: { $lte: horizon(now) } },
      { ...fresh, orderBy: { id: 'asc' }, limit: BATCH },
    );
    const projectCode = { $in: [...new Set(steps.map((step) => step.projectCode))] };
    const rejected = await em.find(ApprovalStep, { projectCode, decision: 'REJECT' }, fresh);
    const closed = new Set(rejected.map((step) => step.projectCode));
    const cases = await em.find(ParallelApprovalCase, { projectCode }, fresh);
    const caseOf = new Map(cases.map((found) => [found.projectCode, found]));
    const raised = await em.find(SupervisionAlert, { stepId: { $in: steps.map(({ id }) => id) } }, fresh);
    const known = new Set(raised.map(({ stepId, level }) => `${stepId} ${level}`));
    for (const { id, agencyUscc, dueAt, projectCode: code } of steps) {
      const approval = caseOf.get(code);
      if (!approval || closed.has(code)) continue;
      for (const level of levelsReached(dueAt, now)) {
        if (known.has(`${id} ${level}`)) continue;
        const { leadAgencyUscc, division } = approval;
        await em
          .createQueryBuilder(SupervisionAlert)
          .insert({
            id: alertId(id, level),
            stepId: id,
            level,
            rule: RULE_OF[level],
            raisedAt: now,
            answer: null,
            answeredAt: null,
            answeredBy: null,
            agencyUscc,
            leadAgencyUscc,
            division,
          })
          .onConflict(['stepId', 'level'])
          .ignore()
          .execute();
      }
    }
    const end = steps.at(-1);
    if (!end || steps.length < BATCH) return;
    last = end.id;
  }
}

/** Every minute: alerts are about working days, so a minute late is early enough. */
export const supervise: Job = { name: 'supervise-approval-steps', everySeconds: 60, run: superviseApprovalSteps };
