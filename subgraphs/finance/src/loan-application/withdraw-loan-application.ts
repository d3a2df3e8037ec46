import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { isApplicant } from './loan-application.access.ts';
import { LoanApplication } from './loan-application.entity.ts';

const Withdrawal = z.strictObject({ id: z.string().min(1).max(40) });

/** The applicant takes an undecided application back. Answers the application's id. */
export async function withdrawLoanApplication(
  em: EntityManager,
  viewer: Viewer,
  withdrawal: z.infer<typeof Withdrawal>,
  now: Date,
): Promise<string> {
  const { id } = validate(Withdrawal, withdrawal);
  const found = await em.findOne(LoanApplication, { id }, { disableIdentityMap: true });
  granted(viewer, isApplicant, found, { argument: 'id', what: 'loan application', now });
  const withdrawn = await em.nativeUpdate(
    LoanApplication,
    { id, status: 'SUBMITTED' },
    { status: 'WITHDRAWN', openProductId: null, decidedAt: now, decidedBy: viewer.principal.subject },
  );
  if (withdrawn === 0) {
    throw new CityGraphError('CONFLICT', `The application ${id} is closed already; only a SUBMITTED one is withdrawn.`);
  }
  return id;
}
