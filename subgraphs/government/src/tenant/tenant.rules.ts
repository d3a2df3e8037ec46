import { divisionPrefix } from '@citygraph/kit';
import type { AdminDivision } from '../admin-division/admin-division.entity.ts';

export type TenantKind = 'CITY' | 'PILOT_TOWN';

/** Whoever has a part of the city of its own: its officers see what lies under the prefix, and nothing else. */
export interface Tenant {
  readonly id: string;
  readonly kind: TenantKind;
  readonly name: string;
  readonly divisionPrefix: string;
  readonly division: AdminDivision;
}

const ID = 'tnt_';

/** A tenant is no fact of its own: it is what a division is made by being the city, or one of the plan's pilot towns. */
export function tenantOf(division: AdminDivision): Tenant | null {
  if (division.level !== 'city' && !division.pilotTown) return null;
  return {
    id: `${ID}${division.code}`,
    kind: division.level === 'city' ? 'CITY' : 'PILOT_TOWN',
    name: division.name,
    divisionPrefix: divisionPrefix(division.code),
    division,
  };
}

/** The division whose tenant the key names. */
export const divisionCodeOf = (tenantId: string): string => (tenantId.startsWith(ID) ? tenantId.slice(ID.length) : '');
