import type { Viewer } from '@citygraph/contract';
import { isAdministrator } from '../administrator.ts';
import type { App } from '../app/app.entity.ts';
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

const ofFirm = (uscc: string): string => `firm:${uscc}`;

/** The people of whoever runs these apps; the city's own are its administrators'. */
export const officesOfApps = (apps: readonly Pick<App, 'organisationUscc'>[]): string[] => [
  ...new Set(
    apps.map(({ organisationUscc }) => (organisationUscc === null ? ADMINISTRATORS : ofFirm(organisationUscc))),
  ),
];

/**
 * What a viewer holds at this moment: the one office of those who decide, an administrator's being told all that an agency's is, and the firms that they work for or represent.
 */
export function officesHeldBy(viewer: Viewer): string[] {
  const { agency, roles } = viewer.principal;
  const deciding = isAdministrator(viewer)
    ? [ADMINISTRATORS]
    : agency !== null && roles.includes('officer')
      ? [ofAgency(agency)]
      : [];
  const firms = [...(agency === null ? [] : [agency]), ...(viewer.standing?.represents ?? [])];
  return [...deciding, ...new Set(firms.map(ofFirm))];
}
