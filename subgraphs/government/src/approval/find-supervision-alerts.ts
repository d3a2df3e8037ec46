import { CityGraphError, type Viewer } from '@citygraph/contract';
import { type Connection, LARGEST_PAGE, pageOf } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { withinTenancy } from '../admin-division/within.ts';
import type { AlertLevel } from './alert-level.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

export interface AlertSearch {
  readonly level: AlertLevel | null;
  readonly since: Date | null;
  /** Null: answered or not. */
  readonly answered: boolean | null;
  /** Default: the largest page. */
  readonly first?: number;
  readonly after?: string | null | undefined;
}

/** Alerts of the officer's own agency, or of every agency where the own one leads; newest first, within the officer's division. */
export async function findSupervisionAlerts(
  em: EntityManager,
  viewer: Viewer,
  { level, since, answered, first = LARGEST_PAGE, after }: AlertSearch,
): Promise<Connection<SupervisionAlert>> {
  const { agency, roles } = viewer.principal;
  if (agency === null || !roles.includes('officer')) {
    throw new CityGraphError('FORBIDDEN', 'Supervision alerts are for officers of the agencies concerned.');
  }
  return pageOf(em, SupervisionAlert, {
    where: {
      $or: [{ agencyUscc: agency }, { leadAgencyUscc: agency }],
      ...(level ? { level } : {}),
      ...(since ? { raisedAt: { $gte: since } } : {}),
      ...(answered === null ? {} : { answer: answered ? { $ne: null } : null }),
      ...withinTenancy(viewer, 'division'),
    },
    order: [
      ['raisedAt', 'desc'],
      ['id', 'asc'],
    ],
    first,
    after,
  });
}
