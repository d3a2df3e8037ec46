import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import type { AlertLevel } from './alert-level.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

export const ALERT_LIMIT = 200;

export interface AlertSearch {
  readonly level: AlertLevel | null;
  readonly since: Date | null;
}

/** Alerts of the officer's own agency, or of every agency where the own one leads; newest first, within the officer's division. */
export async function findSupervisionAlerts(
  em: EntityManager,
  { principal }: Viewer,
  { level, since }: AlertSearch,
): Promise<SupervisionAlert[]> {
  const { agency, divisionPrefix, roles } = principal;
  if (agency === null || !roles.includes('officer')) {
    throw new CityGraphError('FORBIDDEN', 'Supervision alerts are for officers of the agencies concerned.');
  }
  return em.find(
    SupervisionAlert,
    {
      $or: [{ agencyUscc: agency }, { leadAgencyUscc: agency }],
      ...(level ? { level } : {}),
      ...(since ? { raisedAt: { $gte: since } } : {}),
      ...(divisionPrefix === null ? {} : { division: { $like: within(divisionPrefix) } }),
    },
    { orderBy: { raisedAt: 'desc', id: 'asc' }, limit: ALERT_LIMIT },
  );
}

/** A prefix that is no code holds nothing: above all no wildcard. */
const within = (prefix: string): string => (/^\d+$/.test(prefix) ? `${prefix}%` : 'nowhere');
