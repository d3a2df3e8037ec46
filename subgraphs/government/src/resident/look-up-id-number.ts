import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, worksOn } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { countIdNumberLookup } from './count-id-number-lookup.ts';
import { IDENTIFYING_PURPOSES, mayKnowResident } from './resident.access.ts';
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
  await countIdNumberLookup(em, officer, cityDay(now));
  const resident = await em.findOne(Resident, { idNumber });
  if (!resident || !mayKnowResident(viewer, resident, now).allowed) {
    throw new CityGraphError('FORBIDDEN', 'No subject of your case has this identity number.');
  }
  return resident;
}

/** The officer's OIDC `sub`. */
function assertWorksOnCase(viewer: Viewer, now: Date): string {
  const { principal, standing, purpose } = viewer;
  if (principal.subject === null) {
    throw new CityGraphError('UNAUTHENTICATED', 'Sign in to look up an identity number.');
  }
  if (worksOn(viewer, IDENTIFYING_PURPOSES, now)) return principal.subject;
  if (standing?.case && purpose === null) {
    throw new CityGraphError(
      'PURPOSE_REQUIRED',
      `Name a purpose of your case in CityGraph-Purpose: ${standing.case.purposes.join(', ')}.`,
    );
  }
  throw new CityGraphError(
    'FORBIDDEN',
    'Identity numbers are looked up by officers on a living case of theirs: name it in CityGraph-Case, and a purpose of it.',
  );
}
