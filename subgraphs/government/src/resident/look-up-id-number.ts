import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { calendarDay } from '../calendar-day.ts';
import { countIdNumberLookup } from './count-id-number-lookup.ts';
import { mayKnowResident } from './resident.access.ts';
import { Resident } from './resident.entity.ts';

/**
 * Finds a resident by identity number, for an officer at work on a case. Numbers can be guessed: hence the case, the
 * purpose and the daily quota, which misses use up as well, and hence one answer for unknown and forbidden.
 */
export async function lookUpIdNumber(
  em: EntityManager,
  viewer: Viewer,
  idNumber: string,
  now: Date,
): Promise<Resident> {
  const officer = assertWorksOnCase(viewer, now);
  await countIdNumberLookup(em, officer, calendarDay(now));
  const resident = await em.findOne(Resident, { idNumber });
  if (!resident || !mayKnowResident(viewer, resident, now).allowed) {
    throw new CityGraphError('FORBIDDEN', 'No subject of your case has this identity number.');
  }
  return resident;
}

/** The officer's OIDC `sub`. */
function assertWorksOnCase({ principal, standing, purpose }: Viewer, now: Date): string {
  if (principal.subject === null) {
    throw new CityGraphError('UNAUTHENTICATED', 'Sign in to look up an identity number.');
  }
  const work = standing?.case;
  const atWork = work && work.agency === principal.agency && work.exp * 1000 > now.getTime();
  if (!atWork) {
    throw new CityGraphError(
      'FORBIDDEN',
      'Identity numbers are looked up by officers on a case of theirs: name it in CityGraph-Case.',
    );
  }
  if (purpose === null || !work.purposes.includes(purpose)) {
    throw new CityGraphError(
      'PURPOSE_REQUIRED',
      `Name a purpose of your case in CityGraph-Purpose: ${work.purposes.join(', ')}.`,
    );
  }
  return principal.subject;
}
