import { digestOfPayload } from '@citygraph/contract';
import { addWorkingDays } from '@citygraph/kit';
import { WORKING_DAYS_TO_REVIEW } from '../review/review.rules.ts';
import { wrong } from '../wrong.ts';
import type { BreakingChange, TakenCoordinate } from './breaking-change.entity.ts';

const MOST_TOLD = 5;

/** Coordinates in a sentence. */
export function told(taken: readonly TakenCoordinate[]): string {
  const shown = taken.slice(0, MOST_TOLD).map(({ coordinate }) => coordinate);
  const more = taken.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

type Asked = Pick<BreakingChange, 'kind' | 'releaseDigest' | 'replaces' | 'taken'>;

/** What two people agree on. */
export const digestOfChange = ({ kind, releaseDigest, replaces, taken }: Asked): string =>
  digestOfPayload({ kind, release: releaseDigest, replaces, taken });

/** @throws CONFLICT when it was decided already, or lapsed. */
export function assertAsked({ id, state }: Pick<BreakingChange, 'id' | 'state'>): void {
  if (state === 'ASKED') return;
  const advice = state === 'LAPSED' ? 'ask anew' : 'it stays so';
  throw wrong('CONFLICT', 'id', `${id} is ${state}: ${advice}.`);
}

/** Whoever decides names what they looked at. @throws CONFLICT */
export function assertLookedAt({ id, digest }: Pick<BreakingChange, 'id' | 'digest'>, named: string): void {
  if (digest !== named) throw wrong('CONFLICT', 'digest', `${id} is about ${digest}, not ${named}; look at that.`);
}

/** Who decides has as long as for a release; null: there is nothing to decide. */
export const dueAtOf = ({ state, askedAt }: Pick<BreakingChange, 'state' | 'askedAt'>): Date | null =>
  state === 'ASKED' ? addWorkingDays(askedAt, WORKING_DAYS_TO_REVIEW) : null;

/** Everything that is taken now was asked for then. */
export const isWithin = (taken: readonly TakenCoordinate[], asked: readonly TakenCoordinate[]): boolean => {
  const known = new Set(asked.map(({ coordinate }) => coordinate));
  return taken.every(({ coordinate }) => known.has(coordinate));
};
