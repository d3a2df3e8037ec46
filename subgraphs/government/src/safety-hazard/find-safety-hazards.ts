import { type Connection, type PageArgs, pageOf, type SubgraphContext, worksOn } from '@citygraph/kit';
import type { FilterQuery } from '@mikro-orm/sql';
import { withinDivision, withinTenancy } from '../admin-division/within.ts';
import { agenciesOfFields } from '../agency/agency.loader.ts';
import type { InspectionKind } from '../inspection/inspection-kind.ts';
import type { HazardLevel } from './hazard-level.ts';
import { SAFETY_PURPOSES } from './safety-hazard.access.ts';
import { type HazardStatus, SafetyHazard } from './safety-hazard.entity.ts';
import { HAZARD_ORDER, type WatchedHazard, watchedPage } from './safety-hazard.loader.ts';
import { SAFETY_AGENCIES } from './safety-hazard.rules.ts';

export interface HazardSearch extends PageArgs {
  /** The division and those below; null: the city. */
  readonly division: string | null;
  readonly level: HazardLevel | null;
  readonly kind: InspectionKind | null;
  /** Empty: any. */
  readonly statuses: readonly HazardStatus[];
  /** True: past the due moment and not put right. Null: whether or not. */
  readonly overdue: boolean | null;
}

/**
 * Hazards that the viewer may know, what is due first first: all for officers of the safety agencies at work, within their
 * part of the city; the own firms' for who represents them; and for everybody signed in the major ones that are overdue.
 */
export async function findSafetyHazards(
  context: SubgraphContext,
  { division, level, kind, statuses, overdue, first, after }: HazardSearch,
): Promise<Connection<WatchedHazard>> {
  const { em, clock, viewer } = context;
  const now = clock.now();
  const late: FilterQuery<SafetyHazard> = { status: 'FOUND', dueAt: { $lt: now } };
  const known: FilterQuery<SafetyHazard>[] = [
    { level: 'MAJOR', ...late },
    { subjectUscc: { $in: [...(viewer.standing?.represents ?? [])] } },
  ];
  const own = withinTenancy(viewer, 'divisionCode');
  const all = await watches(context, now);
  const filters: FilterQuery<SafetyHazard>[] = [
    ...(all && viewer.principal.divisionPrefix === null ? [] : [{ $or: all ? [...known, own] : known }]),
    withinDivision(division, 'divisionCode'),
    ...(level ? [{ level }] : []),
    ...(kind ? [{ kind }] : []),
    ...(statuses.length > 0 ? [{ status: { $in: [...statuses] } }] : []),
    ...(overdue === null ? [] : overdue ? [late] : [{ $not: late }]),
  ];
  return watchedPage(
    await pageOf(em, SafetyHazard, { where: { $and: filters }, order: HAZARD_ORDER, first, after }),
    context,
  );
}

async function watches(context: SubgraphContext, now: Date): Promise<boolean> {
  const { viewer } = context;
  const { agency, roles } = viewer.principal;
  if (agency === null || !roles.includes('officer') || !worksOn(viewer, SAFETY_PURPOSES, now)) return false;
  return (await agenciesOfFields(SAFETY_AGENCIES, context)).includes(agency);
}
