import { CityGraphError } from '@citygraph/contract';
import { addWorkingDays, workingDaysBetween } from '@citygraph/kit';
import type { Audience } from '../public-service/audience.ts';
import type { ApplicationDecision } from './application-decision.ts';
import type { ApplicationStatus } from './service-application.entity.ts';

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

/** What a decision makes of an application. */
export const STATUS_AFTER: Readonly<Record<ApplicationDecision, ApplicationStatus>> = {
  GRANT: 'GRANTED',
  REJECT: 'REJECTED',
  RETURN_FOR_CORRECTION: 'RETURNED',
};

const WAITING: Readonly<Record<ApplicationStatus, string>> = {
  SUBMITTED: 'waits for the agency',
  RETURNED: 'waits for the applicant',
  GRANTED: 'has been granted',
  REJECTED: 'has been rejected',
  WITHDRAWN: 'was withdrawn',
};

/** An application moves on only from the state that the act is for. */
export function assertStatus(
  { id, status }: { id: string; status: ApplicationStatus },
  ...from: readonly ApplicationStatus[]
): void {
  if (from.includes(status)) return;
  throw new CityGraphError('CONFLICT', `applicationId: ${id} ${WAITING[status]}.`, {
    extensions: { argument: 'applicationId' },
  });
}

/** The clock stood still while the applicant mended: those working days are given back to the agency. */
export function dueAfterCorrection(dueAt: Date | null, pausedAt: Date | null, now: Date): Date | null {
  if (dueAt === null || pausedAt === null) return dueAt;
  return addWorkingDays(dueAt, Math.max(0, workingDaysBetween(pausedAt, now)));
}
