import type { Viewer } from '@citygraph/contract';
import { isAdministrator } from '../administrator.ts';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';

/** Those who stand in for every agency. */
export const ADMINISTRATORS = 'administrators';

const ofAgency = (uscc: string): string => `agency:${uscc}`;

/** What an agency's own system hears; the data authority's is its administrators'. */
export const officeOfAgency = (uscc: string): string => (uscc === DATA_AUTHORITY ? ADMINISTRATORS : ofAgency(uscc));

/**
 * Who may have to decide: officers of these agencies, and administrators in their stead. The registry keeps no list of officers: tokens say who is one, so an office is told,
 * and whoever holds it at the look reads it.
 */
export const officesOf = (agencies: readonly string[]): string[] => [
  ADMINISTRATORS,
  ...new Set(agencies.map(ofAgency)),
];

/** The one office of a viewer; an administrator's is told all that an agency's is. null: none. */
export function officeOf(viewer: Viewer): string | null {
  if (isAdministrator(viewer)) return ADMINISTRATORS;
  const { agency, roles } = viewer.principal;
  return agency !== null && roles.includes('officer') ? ofAgency(agency) : null;
}
