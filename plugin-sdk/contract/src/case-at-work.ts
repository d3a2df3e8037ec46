import type { CaseAssignment, Viewer } from './principal.ts';

/**
 * The case that the viewer works on at this moment: their own agency's, living, under a purpose that it allows. null: there is none, and what their standing says of a case opens nothing.
 * @param now milliseconds since the epoch
 */
export function caseAtWork(
  { principal, standing, purpose }: Pick<Viewer, 'principal' | 'standing' | 'purpose'>,
  now: number,
): CaseAssignment | null {
  const assigned = standing?.case ?? null;
  if (assigned === null || purpose === null) return null;
  const isAtWork =
    assigned.agency === principal.agency && assigned.exp * 1000 > now && assigned.purposes.includes(purpose);
  return isAtWork ? assigned : null;
}
