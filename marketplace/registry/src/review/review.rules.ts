import { digestOfPayload, type PluginPersons, type SensitivityLevel, type Viewer } from '@citygraph/contract';
import { addWorkingDays, workingDaysBetween } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import { DATA_AUTHORITY } from '../catalog-entry/providers.ts';
import { highestOf } from '../data-grant/data-grant.rules.ts';
import { officesOf } from '../notification/offices.ts';
import type { ReleaseEgress } from '../plugin-release/plugin-release.entity.ts';
import type { Review, ReviewApproval, ReviewState } from './review.entity.ts';

/** As long as an owner has for a request for data (Guofa 2016 No. 51, Art. 12). */
export const WORKING_DAYS_TO_REVIEW = 10;

/** The agencies that answer for what a release is sent; the data authority for what no single one answers for, and where nobody is concerned. */
export function agenciesOf(
  egress: readonly ReleaseEgress[],
  ownerOf: (coordinate: string) => string | undefined,
): string[] {
  const concerned = egress.filter(({ needsGrant }) => needsGrant);
  const owners = concerned.map(({ coordinate }) => ownerOf(coordinate) ?? DATA_AUTHORITY);
  return owners.length === 0 ? [DATA_AUTHORITY] : [...new Set(owners)].sort();
}

export const listed = (agencies: readonly string[]): string => `,${agencies.join(',')},`;
export const unlisted = (agencies: string): string[] => agencies.split(',').filter(Boolean);

export const levelOf = (egress: readonly ReleaseEgress[]): SensitivityLevel =>
  highestOf(egress.map(({ level }) => level));

/** Two people for sensitive personal and for important data, and for whoever is told which person asks, for which part of the city, or who is asked about. */
export function eyesNeeded(egress: readonly ReleaseEgress[], persons: PluginPersons): 1 | 2 {
  const level = levelOf(egress);
  const tellsOfPersons =
    persons.subject === true || persons.tenant === true || Object.keys(persons.arguments ?? {}).length > 0;
  return level === 'S4' || level === 'I' || tellsOfPersons ? 2 : 1;
}

/** An officer of an agency whose data comes to it, or an administrator. */
export const isReviewer = (viewer: Viewer, agencies: readonly string[]): boolean =>
  isAdministrator(viewer) ||
  (viewer.principal.roles.includes('officer') &&
    viewer.principal.agency !== null &&
    agencies.includes(viewer.principal.agency));

export type Given = Pick<ReviewApproval, 'approver' | 'agency' | 'standsIn' | 'digest' | 'egressDigest'>;

/** What a yes is a yes to, beside the release itself: whose data it is sent, and how personal that is; by which way makes no difference. */
export const digestOfEgress = (egress: readonly ReleaseEgress[]): string =>
  digestOfPayload(
    [...new Set(egress.map(({ coordinate, level, needsGrant }) => `${coordinate} ${level} ${needsGrant}`))].sort(),
  );

/** Of those that were given, those to what the review is about now: the graph may have changed since, and what the release is sent with it. */
export const validOf = <T extends Pick<Given, 'digest' | 'egressDigest'>>(
  { digest, egressDigest }: Pick<Review, 'digest' | 'egressDigest'>,
  approvals: readonly T[],
): T[] => approvals.filter((given) => given.digest === digest && given.egressDigest === egressDigest);

/** Offices of those who may judge a release: a firm's own agency is none of them, whatever its data. */
export const officesFor = (agencies: readonly string[], publisherUscc: string | null): string[] =>
  officesOf(agencies.filter((agency) => agency !== publisherUscc));

/** Agencies nobody has yet said yes for: their own officers, or an administrator in their stead. */
export const agenciesMissing = (agencies: readonly string[], given: readonly Given[]): string[] =>
  given.some(({ standsIn }) => standsIn)
    ? []
    : agencies.filter((agency) => !given.some((approval) => approval.agency === agency));

/** Every agency has said yes, and as many people as it takes, all to the same release. */
export const isApproved = (
  review: Pick<Review, 'agencies' | 'eyesNeeded' | 'digest' | 'egressDigest'>,
  approvals: readonly Given[],
): boolean => {
  const { agencies, eyesNeeded: eyes } = review;
  const given = validOf(review, approvals);
  return (
    agenciesMissing(unlisted(agencies), given).length === 0 &&
    new Set(given.map(({ approver }) => approver)).size >= eyes
  );
};

export type Turn = 'REVIEWER' | 'PUBLISHER' | 'NOBODY';

export const turnOf = (state: ReviewState): Turn =>
  state === 'OPEN' ? 'REVIEWER' : state === 'CHANGES_REQUESTED' ? 'PUBLISHER' : 'NOBODY';

/** The clock stood while it was the publisher's turn. */
export const resumedDueAt = (dueAt: Date, pausedAt: Date, now: Date): Date =>
  addWorkingDays(dueAt, Math.max(0, workingDaysBetween(pausedAt, now)));
