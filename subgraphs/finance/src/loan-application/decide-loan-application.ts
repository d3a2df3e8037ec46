import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { lenderSide } from './loan-application.access.ts';
import { LoanApplication } from './loan-application.entity.ts';

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  approve: z.boolean(),
  reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(500),
  approvedCents: z.int('give whole cents').min(1).nullable(),
});

/** The lender's officer approves, up to what was asked, or declines; once, with a reason. Answers the application's id. */
export async function decideLoanApplication(
  em: EntityManager,
  viewer: Viewer,
  decision: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, approve, reason, approvedCents } = validate(Decision, decision);
  const found = await em.findOne(LoanApplication, { id });
  const application = granted(viewer, lenderSide, found, { argument: 'id', what: 'application', now });
  if (approvedCents !== null && (!approve || approvedCents > application.amountCents)) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `approvedCents: ${approve ? `the firm asked for ${application.amountCents} cents; give that or less` : 'leave it out when you decline'}.`,
      { extensions: { argument: 'approvedCents' } },
    );
  }
  const decided = await em.nativeUpdate(
    LoanApplication,
    { id, status: 'SUBMITTED' },
    {
      status: approve ? 'APPROVED' : 'DECLINED',
      openProductId: null,
      reason,
      approvedCents: approve ? (approvedCents ?? application.amountCents) : null,
      decidedBy: viewer.principal.subject,
      decidedAt: now,
    },
  );
  if (decided === 0) {
    throw new CityGraphError('CONFLICT', 'The application is no longer SUBMITTED; it was decided or withdrawn.');
  }
  return id;
}
