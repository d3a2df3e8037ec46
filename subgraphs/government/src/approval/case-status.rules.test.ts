import { expect, it } from '@jest/globals';
import { caseStatus } from './case-status.rules.ts';
import type { StepDecision } from './step-decision.ts';

it.each<[string, (StepDecision | null)[]]>([
  ['IN_PROGRESS', [null, null]],
  ['IN_PROGRESS', ['GRANT', null]],
  ['AWAITING_CORRECTION', ['GRANT', 'RETURN_FOR_CORRECTION', null]],
  ['APPROVED', ['GRANT', 'GRANT']],
  ['REJECTED', ['GRANT', 'REJECT']],
  ['REJECTED', ['RETURN_FOR_CORRECTION', 'REJECT', null]],
  ['IN_PROGRESS', []],
])('is %s when the steps say %j', (status, decisions) => {
  expect(caseStatus(decisions.map((decision) => ({ decision })))).toBe(status);
});
