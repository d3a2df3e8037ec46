import { findRows } from '@citygraph/kit';
import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/sql';
import { addCounts } from '../add-counts.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

interface MinuteCount {
  readonly minute: Date;
  readonly times: number;
}

/**
 * Counts one more of what may be done `most` times within an hour; null: it is counted. Else nothing is, and it says from when the next may be. Minutes are told apart: one
 * that began an hour ago counts no more. Inside a transaction that holds what the key names, so that of two who count at once the second sees what the first has counted.
 */
export async function countInHour<T extends MinuteCount>(
  em: EntityManager,
  entity: EntityClass<T>,
  key: Partial<T>,
  most: number,
  now: Date,
): Promise<Date | null> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const old = { ...key, minute: { $lte: new Date(now.getTime() - HOUR_MS) } } as FilterQuery<T>;
  await em.nativeDelete(entity, old as never);
  const minutes = await findRows<T>(em, entity, key as FilterQuery<T>);
  const times = minutes.reduce((sum, one) => sum + Number(one.times), 0);
  if (times >= most) return new Date(Math.min(...minutes.map((one) => one.minute.getTime())) + HOUR_MS);
  await addCounts<T>(em, entity, [{ key: { ...key, minute }, add: { times: 1 } }]);
  return null;
}
