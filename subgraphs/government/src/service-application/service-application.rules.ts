import { CityGraphError } from '@citygraph/contract';
import { addWorkingDays } from '@citygraph/kit';
import type { Audience } from '../public-service/audience.ts';

/** A service for citizens takes residents, one for business takes legal entities. */
export function assertFitsAudience(service: { id: string; audience: Audience }, applicantUscc: string | null): void {
  if (service.audience === 'BUSINESS' && applicantUscc === null) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `applicantUscc: ${service.id} is for business, so say for which legal entity you apply.`,
      { extensions: { argument: 'applicantUscc' } },
    );
  }
  if (service.audience === 'CITIZEN' && applicantUscc !== null) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `applicantUscc: ${service.id} is for citizens; leave applicantUscc out and apply for yourself.`,
      { extensions: { argument: 'applicantUscc' } },
    );
  }
}

/** The clock runs on working days of the official calendar: what the agency promises, else what the law allows. */
export function applicationDueAt(
  submittedAt: Date,
  { committedDays, statutoryDays }: { committedDays: number | null; statutoryDays: number | null },
): Date | null {
  const days = committedDays ?? statutoryDays;
  return days === null ? null : addWorkingDays(submittedAt, days);
}
