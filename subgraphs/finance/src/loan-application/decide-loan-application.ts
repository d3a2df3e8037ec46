import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { isLenderOnTheCase } from './loan-application.access.ts';
import { LoanApplication } from './loan-application.entity.ts';
import { grantedAmount } from './loan-application.rules.ts';

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  decision: z.enum(['APPROVE', 'DECLINE']),
  reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(500).nullable(),
  approvedAmountCents: z.number().int().min(1, 'give at least 1 cent').nullable(),
});

/** The lender approves or declines an application, once. Answers the application's id. */
export async function decideLoanApplication(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, decision, reason, approvedAmountCents } = validate(Decision, input);
  const found = await em.findOne(LoanApplication, { id }, { disableIdentityMap: true });
  const application = granted(viewer, isLenderOnTheCase, found, { argument: 'id', what: 'loan application', now });
  const amount = grantedAmount(application.amountCents, decision, approvedAmountCents, reason);
  const decided = await em.nativeUpdate(
    LoanApplication,
    { id, status: 'SUBMITTED' },
    {
      status: decision === 'APPROVE' ? 'APPROVED' : 'DECLINED',
      reason,
      approvedAmountCents: amount,
      openProductId: null,
      decidedAt: now,
      decidedBy: viewer.principal.subject,
    },
  );
  if (decided === 0) {
    throw new CityGraphError('CONFLICT', `The application ${id} is closed already; only a SUBMITTED one is decided.`);
  }
  return id;
}
