import type { EntityManager } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { ActCount } from './act-count.entity.ts';
import { countInHour } from './count-in-hour.ts';

export interface BoundedAct {
  readonly act: string;
  /** Who does it, and to whom. */
  readonly about: string;
}

export interface Bound extends BoundedAct {
  /** In an hour. */
  readonly most: number;
  readonly argument: string;
  /** What was done so often: `air was handed in`. */
  readonly what: string;
}

/**
 * Whoever makes messages for others by what they do may do it so often: counted inside the transaction of the act, so that what is refused counts not.
 * @throws RATE_LIMITED with when it may be done again
 */
export async function assertNotTooOften(em: EntityManager, bound: Bound, now: Date): Promise<void> {
  const { act, about, most, argument, what } = bound;
  const again = await countInHour(em, ActCount, { act, about }, most, now);
  if (again === null) return;
  const told = `${what} ${most} times within an hour, which is the most; do it again after ${again.toISOString()}.`;
  throw wrong('RATE_LIMITED', argument, told);
}

/** Whether this is told for the first time within an hour. */
export const isNews = async (em: EntityManager, { act, about }: BoundedAct, now: Date): Promise<boolean> =>
  (await countInHour(em, ActCount, { act, about }, 1, now)) === null;
