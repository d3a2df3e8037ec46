import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { applicantSide } from './loan-application.access.ts';
import { LoanApplication } from './loan-application.entity.ts';

const Withdrawal = z.strictObject({ id: z.string().min(1).max(40) });

/** The firm takes its application back while nobody has decided. Answers its id. */
export async function withdrawLoanApplication(
  em: EntityManager,
  viewer: Viewer,
  withdrawal: z.infer<typeof Withdrawal>,
  now: Date,
): Promise<string> {
  const { id } = validate(Withdrawal, withdrawal);
  const found = await em.findOne(LoanApplication, { id });
  granted(viewer, applicantSide, found, { argument: 'id', what: 'application', now });
  const withdrawn = await em.nativeUpdate(
    LoanApplication,
    { id, status: 'SUBMITTED' },
    { status: 'WITHDRAWN', openProductId: null, decidedBy: viewer.principal.subject, decidedAt: now },
  );
  if (withdrawn === 0) {
    throw new CityGraphError('CONFLICT', 'The application is no longer SUBMITTED; it was decided or withdrawn.');
  }
  return id;
}
