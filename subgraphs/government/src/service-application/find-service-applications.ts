import { CityGraphError, type Viewer } from '@citygraph/contract';
import { type Connection, type PageArgs, pageOf, worksOn } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { withinTenancy } from '../admin-division/within.ts';
import { APPLICATION_PURPOSES } from './service-application.access.ts';
import { type ApplicationStatus, ServiceApplication } from './service-application.entity.ts';

/** What lies on an officer's desk: applications to the own agency that the case names, the longest waiting first. */
export async function findServiceApplications(
  em: EntityManager,
  viewer: Viewer,
  { first, after, status }: PageArgs & { status: ApplicationStatus | null },
  now: Date,
): Promise<Connection<ServiceApplication>> {
  const { principal, standing, purpose } = viewer;
  if (!worksOn(viewer, APPLICATION_PURPOSES, now)) {
    const code = principal.agency !== null && purpose === null ? 'PURPOSE_REQUIRED' : 'FORBIDDEN';
    throw new CityGraphError(code, 'Applications are listed for officers of the agency, on a case and for a purpose.');
  }
  const subjects = [...(standing?.case?.subjects ?? [])];
  return pageOf(em, ServiceApplication, {
    where: {
      agencyUscc: principal.agency ?? '',
      $or: [{ id: { $in: subjects } }, { applicantResident: { $in: subjects } }, { applicantUscc: { $in: subjects } }],
      ...(status ? { status } : {}),
      ...withinTenancy(viewer, 'division'),
    },
    order: [
      ['submittedAt', 'asc'],
      ['id', 'asc'],
    ],
    first,
    after,
  });
}
