import { CityGraphError } from '@citygraph/contract';
import { addWorkingDays, workingDaysBetween } from '@citygraph/kit';
import { caseStatus } from './case-status.rules.ts';
import type { StepDecision } from './step-decision.ts';

interface Step {
  readonly id: string;
  readonly decision: StepDecision | null;
}

/** A step is decided once, while its case is alive. What was returned waits for the applicant. */
export function assertUndecided({ id, decision }: Step, steps: readonly Step[]): void {
  if (decision === 'RETURN_FOR_CORRECTION') {
    throw new CityGraphError('CONFLICT', `Step ${id} was returned for correction and waits for the applicant.`);
  }
  if (decision !== null) throw new CityGraphError('CONFLICT', `Step ${id} has been decided: ${decision}.`);
  if (caseStatus(steps) === 'REJECTED') {
    throw new CityGraphError('CONFLICT', `Step ${id} is closed: another agency has rejected the case.`);
  }
}

/** Where the law and the catalogue name no time, an agency has twenty working days (Administrative Licensing Law art. 42). */
const DEFAULT_DAYS = 20;

export function stepDueAt(
  acceptedAt: Date,
  { committedDays, statutoryDays }: { committedDays: number | null; statutoryDays: number | null },
): Date {
  return addWorkingDays(acceptedAt, committedDays ?? statutoryDays ?? DEFAULT_DAYS);
}

/** The clock stood still while the applicant mended: those working days are given back to the agency. */
export function dueAfterPause({ dueAt, pausedAt }: { dueAt: Date; pausedAt: Date }, resumedAt: Date): Date {
  return addWorkingDays(dueAt, Math.max(0, workingDaysBetween(pausedAt, resumedAt)));
}
