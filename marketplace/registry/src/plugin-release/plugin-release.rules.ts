import { CityGraphError } from '@citygraph/contract';
import { wrong } from '../wrong.ts';
import type { ReleaseState } from './plugin-release.entity.ts';
import { compareVersions } from './semantic-version.ts';

/** Which step may follow which. PUBLISHED becomes SANDBOX when it was composed; from canary on, rollouts move it. */
const STEPS: Readonly<Record<ReleaseState, readonly ReleaseState[]>> = {
  PUBLISHED: ['SANDBOX', 'IN_REVIEW', 'WITHDRAWN'],
  SANDBOX: ['IN_REVIEW', 'WITHDRAWN'],
  IN_REVIEW: ['APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN'],
  CHANGES_REQUESTED: ['IN_REVIEW', 'WITHDRAWN'],
  // Handed in again when it would be sent more than was approved.
  APPROVED: ['IN_REVIEW', 'CANARY', 'STABLE', 'WITHDRAWN'],
  REJECTED: ['WITHDRAWN'],
  CANARY: ['STABLE', 'ROLLED_BACK'],
  STABLE: ['SUPERSEDED', 'ROLLED_BACK', 'WITHDRAWN'],
  SUPERSEDED: ['STABLE', 'WITHDRAWN'],
  // Tried again when what was wrong lay elsewhere.
  ROLLED_BACK: ['IN_REVIEW', 'CANARY', 'STABLE', 'WITHDRAWN'],
  WITHDRAWN: [],
};

/** @throws CONFLICT when no such step is. */
export function assertStep(version: string, from: ReleaseState, to: ReleaseState): void {
  if (STEPS[from].includes(to)) return;
  throw new CityGraphError('CONFLICT', `${version} is ${from}, and cannot become ${to}.`);
}

/** Everybody may know that these are there; earlier ones are between the publisher and who reviews. */
export const PUBLIC_STATES: readonly ReleaseState[] = [
  'APPROVED',
  'CANARY',
  'STABLE',
  'SUPERSEDED',
  'ROLLED_BACK',
  'WITHDRAWN',
];

export interface KnownVersion {
  readonly version: string;
}

/** Versions only grow, and none is given twice, not even after it was withdrawn: who pins one gets what it was. */
export function assertNewVersion(version: string, published: readonly KnownVersion[]): void {
  const highest = published
    .map((release) => release.version)
    .sort(compareVersions)
    .at(-1);
  if (highest !== undefined && compareVersions(version, highest) <= 0) {
    throw wrong(
      'CONFLICT',
      'manifest',
      `version ${version} is not higher than ${highest}, the highest published; count it up.`,
    );
  }
}
