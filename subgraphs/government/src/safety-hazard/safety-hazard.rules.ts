import type { AgencyField } from '@citygraph/city';
import { CityGraphError } from '@citygraph/contract';
import { addWorkingDays } from '@citygraph/kit';
import type { HazardLevel } from './hazard-level.ts';
import type { HazardStatus } from './safety-hazard.entity.ts';

/** Agencies that find hazards, and watch over those that others found. */
export const SAFETY_AGENCIES: readonly AgencyField[] = ['emergency', 'market-supervision'];

/** Working days within which a hazard is to be put right; the city's own rule. A graver one has less time. */
export const DAYS_TO_RECTIFY: Readonly<Record<HazardLevel, number>> = { GENERAL: 15, MAJOR: 5 };

/** Reports of what was found longer ago than this are about something else. */
const OLDEST_DAYS = 365;

/** Counted from the end of working hours on the day it was found. */
export const hazardDueAt = (foundOn: string, level: HazardLevel): Date =>
  addWorkingDays(new Date(`${foundOn}T17:00:00+08:00`), DAYS_TO_RECTIFY[level]);

interface Hazard {
  readonly status: HazardStatus;
  readonly level: HazardLevel;
  readonly dueAt: Date;
}

/** Past its due moment and not put right; what was put right late is overdue no longer. */
export const isOverdue = ({ status, dueAt }: Pick<Hazard, 'status' | 'dueAt'>, now: Date): boolean =>
  status === 'FOUND' && dueAt < now;

/** A major hazard that its firm leaves be past the due moment is everybody's business. */
export const isDisclosed = (hazard: Hazard, now: Date): boolean => hazard.level === 'MAJOR' && isOverdue(hazard, now);

export function assertFoundOn(foundOn: string, today: string): void {
  const oldest = new Date(Date.parse(today) - OLDEST_DAYS * 86_400_000).toISOString().slice(0, 10);
  if (foundOn <= today && foundOn >= oldest) return;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `foundOn: ${foundOn} is out of range; give a day from ${oldest} to ${today}.`,
    {
      extensions: { argument: 'foundOn' },
    },
  );
}

const STANDS: Readonly<Record<HazardStatus, string>> = {
  FOUND: 'waits for the firm to put it right',
  RECTIFIED: 'waits for an officer to verify it',
  VERIFIED: 'has been verified as put right',
};

export function assertStatus({ id, status }: { id: string; status: HazardStatus }, from: HazardStatus): void {
  if (status === from) return;
  throw new CityGraphError('CONFLICT', `hazardId: ${id} ${STANDS[status]}.`, { extensions: { argument: 'hazardId' } });
}

/** Four eyes: who reported a hazard does not say that it is gone. */
export function assertOtherEyes({ reportedBy }: { reportedBy: string }, officer: string | null): void {
  if (reportedBy !== officer) return;
  throw new CityGraphError(
    'FORBIDDEN',
    'hazardId: you reported it yourself; another officer of the agency verifies it.',
    {
      extensions: { argument: 'hazardId' },
    },
  );
}
