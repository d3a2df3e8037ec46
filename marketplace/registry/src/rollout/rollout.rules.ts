import { createHash } from 'node:crypto';
import { BUCKETS, CityGraphError, MOST_ROLLOUTS } from '@citygraph/contract';
import type { Rollout, RolloutState } from './rollout.entity.ts';

/** Per cent of the clients, step by step. */
export const STEPS = [5, 25, 50, 100] as const;

/** Per cent with which a publisher may begin: enough to see figures, and most clients are left as they were. */
export const MOST_AT_FIRST = 25;

/** What a step must have seen before the next: so many calls, or so many minutes, whichever comes first. */
export interface Pace {
  /** 0: as few as there are. */
  readonly calls: number;
  /** 0: no time at all. */
  readonly minutes: number;
}

/** Enough calls for a figure of one per cent, and for releases that are seldom asked time enough for somebody to complain. */
export const DEFAULT_PACE: Pace = { calls: 100, minutes: 10 };

/** The operator lets steps go on that nobody has seen: one of the two is enough. */
export const seesNothing = ({ calls, minutes }: Pace): boolean => calls === 0 || minutes === 0;

export type RolloutAct = 'step' | 'pause' | 'resume' | 'promote' | 'rollBack';

const NEXT: Readonly<Record<RolloutAct, Partial<Record<RolloutState, RolloutState>>>> = {
  step: { RUNNING: 'RUNNING' },
  pause: { RUNNING: 'PAUSED' },
  resume: { PAUSED: 'RUNNING' },
  promote: { RUNNING: 'PROMOTED' },
  rollBack: { RUNNING: 'ROLLED_BACK', PAUSED: 'ROLLED_BACK' },
};

/** Not over: it has its place among the few, and its graph is kept. */
export const LIVING_STATES: readonly RolloutState[] = ['RUNNING', 'PAUSED'];

export const isOver = (state: RolloutState): boolean => !LIVING_STATES.includes(state);

/** What an act makes of a rollout. @throws CONFLICT when it cannot follow. */
export function nextState({ id, state }: Pick<Rollout, 'id' | 'state'>, act: RolloutAct): RolloutState {
  const next = NEXT[act][state];
  if (next) return next;
  const advice = isOver(state)
    ? 'it is over; start another.'
    : state === 'PAUSED'
      ? 'resume it first.'
      : 'it is running.';
  throw new CityGraphError('CONFLICT', `Rollout ${id} is ${state}: ${advice}`);
}

/** A step goes up, never down: who wants fewer clients pauses or takes it back. @throws BAD_USER_INPUT, CONFLICT. */
export function assertStep(from: number, percent: number): void {
  if (!STEPS.includes(percent as (typeof STEPS)[number])) {
    throw new CityGraphError('BAD_USER_INPUT', `percent: ${percent} is no step; give one of ${STEPS.join(', ')}.`, {
      extensions: { argument: 'percent' },
    });
  }
  if (percent <= from)
    throw new CityGraphError('CONFLICT', `It is at ${from} % already; pause it or take it back for fewer.`);
}

/** The percentage that follows, or that everybody's having it follows. */
const nextOf = (from: number): number => STEPS.find((step) => step > from) ?? 100;

/** A publisher leaves out no step; administrators may. @throws FORBIDDEN */
export function assertNextStep(from: number, percent: number): void {
  const next = nextOf(from);
  if (percent <= next) return;
  throw new CityGraphError(
    'FORBIDDEN',
    `percent: after ${from} % of the clients come ${next} %; ${percent} % at once is for administrators.`,
    { extensions: { argument: 'percent' } },
  );
}

/** Half of the clients have it before all do, where its publisher decides. @throws FORBIDDEN */
export function assertLastStep({ id, percent }: Pick<Rollout, 'id' | 'percent'>): void {
  if (nextOf(percent) === 100) return;
  throw new CityGraphError(
    'FORBIDDEN',
    `id: rollout ${id} is at ${percent} % of the clients, and ${nextOf(percent)} % come next (stepRollout); everybody at once is for administrators.`,
    { extensions: { argument: 'id' } },
  );
}

export interface Wait {
  /** `12 of 100 calls and 3 of 10 minutes`. */
  readonly seen: string;
  /** When its minutes are over. */
  readonly until: Date;
}

/** What a step has not seen yet; null: enough. Minutes count while clients have it: one that not every gateway serves has seen none. */
export function waitAt({ servedAt }: Pick<Rollout, 'servedAt'>, calls: number, pace: Pace, now: Date): Wait | null {
  const since = servedAt ?? now;
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  if (calls >= pace.calls || minutes >= pace.minutes) return null;
  return {
    seen: `${calls} of ${pace.calls} calls and ${minutes} of ${pace.minutes} minutes`,
    until: new Date(since.getTime() + pace.minutes * 60_000),
  };
}

/** Of one publisher's plugins: the eight are everybody's. */
export const MOST_OF_PUBLISHER = 2;

/** @throws CONFLICT when a publisher has as many as it may */
export function assertShare(ofPublisher: number): void {
  if (ofPublisher < MOST_OF_PUBLISHER) return;
  throw new CityGraphError(
    'CONFLICT',
    `There are ${MOST_OF_PUBLISHER} rollouts of one publisher at once, and no more; promote one or take one back first. More is for administrators.`,
  );
}

/** @throws CONFLICT when as many run as may. */
export function assertRoom(living: readonly Pick<Rollout, 'plugin'>[], plugin: string): void {
  if (living.some((rollout) => rollout.plugin === plugin))
    throw new CityGraphError('CONFLICT', `${plugin} has a rollout that is not over; promote it or take it back first.`);
  if (living.length >= MOST_ROLLOUTS)
    throw new CityGraphError('CONFLICT', `${MOST_ROLLOUTS} rollouts run, and no more may; wait until one is over.`);
}

/**
 * The buckets of a rollout at a step: those that it has, and as many more as are wanting, of those that are nobody's. Which, is anybody's guess and always the same: a client
 * that was in stays in. @throws CONFLICT when others own too many.
 */
export function allotBuckets(
  id: string,
  own: readonly number[],
  others: readonly (readonly number[])[],
  percent: number,
): readonly number[] {
  const taken = new Set([...own, ...others.flat()]);
  const free = Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter((bucket) => !taken.has(bucket));
  const wanted = Math.round((percent * BUCKETS) / 100) - own.length;
  if (wanted > free.length) {
    throw new CityGraphError(
      'CONFLICT',
      `percent: ${percent} % of the clients are not to be had: other rollouts own ${others.flat().length} %. Promote this one, or wait until another is over.`,
      { extensions: { argument: 'percent' } },
    );
  }
  const place = (bucket: number): string => createHash('sha256').update(`${id}/${bucket}`).digest('hex');
  const order = new Map(free.map((bucket) => [bucket, place(bucket)]));
  const drawn = free.toSorted((one, other) => ((order.get(one) ?? '') < (order.get(other) ?? '') ? -1 : 1));
  return [...own, ...drawn.slice(0, Math.max(wanted, 0))];
}
