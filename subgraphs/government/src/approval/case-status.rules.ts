import type { StepDecision } from './step-decision.ts';

export type CaseStatus = 'IN_PROGRESS' | 'AWAITING_CORRECTION' | 'APPROVED' | 'REJECTED';

/**
 * A case is what its steps make it; all of them are open from the start. One refusal rejects the case, whatever the others
 * say; only when every agency grants is it approved.
 */
export function caseStatus(steps: readonly { readonly decision: StepDecision | null }[]): CaseStatus {
  const decisions = steps.map(({ decision }) => decision);
  if (decisions.includes('REJECT')) return 'REJECTED';
  if (decisions.length > 0 && decisions.every((decision) => decision === 'GRANT')) return 'APPROVED';
  return decisions.includes('RETURN_FOR_CORRECTION') ? 'AWAITING_CORRECTION' : 'IN_PROGRESS';
}
