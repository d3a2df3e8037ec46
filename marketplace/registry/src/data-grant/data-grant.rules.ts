import { SENSITIVITY_LEVELS, type SensitivityLevel, type Viewer } from '@citygraph/contract';
import { addWorkingDays } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import type { Publisher } from '../publisher/publisher.entity.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import type { DataGrant, GrantAlertLevel } from './data-grant.entity.ts';

/** A provider answers a request within ten working days (State Council, Guofa 2016 No. 51, Art. 12). */
export const WORKING_DAYS_TO_DECIDE = 10;
/** A grant runs three years at most; who needs it longer asks again. */
export const LONGEST_DAYS = 3 * 366;

export type GrantStatus = DataGrant['state'] | 'EXPIRED';

export const statusOf = ({ state, until }: Pick<DataGrant, 'state' | 'until'>, now: Date): GrantStatus =>
  (state === 'ACTIVE' || state === 'OFFERED') && until <= now ? 'EXPIRED' : state;

export const isActive = (grant: Pick<DataGrant, 'state' | 'until'>, now: Date): boolean =>
  statusOf(grant, now) === 'ACTIVE';

/** The most personal of several. */
export const highestOf = (levels: readonly SensitivityLevel[]): SensitivityLevel =>
  SENSITIVITY_LEVELS.toReversed().find((level) => levels.includes(level)) ?? 'S1';

/** How many persons must say yes. */
export const eyesNeeded = (level: SensitivityLevel): 1 | 2 => (level === 'S4' || level === 'I' ? 2 : 1);

/** A grant with whose plugin it is for, null: an app's; and what the viewer is in that publisher. */
export type GrantParties = Pick<DataGrant, 'granteeUscc' | 'ownerUscc' | 'requestedBy'> &
  OfPublisher & { readonly publisher: Publisher | null };

/** Whether somebody speaks for the organisation that gets the data: works there or represents it. */
export const isOfGrantee = ({ principal, standing }: Viewer, granteeUscc: string): boolean =>
  principal.agency === granteeUscc || (standing?.represents.includes(granteeUscc) ?? false);

/** An officer of the agency that answers for the data, or an administrator who stands in for it. */
export const isOfOwner = (viewer: Viewer, ownerUscc: string): boolean =>
  (viewer.principal.roles.includes('officer') && viewer.principal.agency === ownerUscc) || isAdministrator(viewer);

/** Whether somebody acts for the grantee: speaks for the firm, or publishes the plugin. */
export const mayAct = (viewer: Viewer, { granteeUscc, role }: Pick<GrantParties, 'granteeUscc' | 'role'>): boolean =>
  isOfGrantee(viewer, granteeUscc) || (role !== null && PUBLISHING.includes(role));

/** Every level of the clock whose moment has come. */
export function levelsReached(dueAt: Date, now: Date): GrantAlertLevel[] {
  const levels: GrantAlertLevel[] = [];
  if (addWorkingDays(now, 2) >= dueAt) levels.push('REMINDER');
  if (now > dueAt) levels.push('YELLOW');
  if (now > addWorkingDays(dueAt, 3)) levels.push('RED');
  return levels;
}
