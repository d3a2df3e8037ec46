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
 * that began an hour ago counts no more. Inside a transaction. The row of this minute is written before anything is read: of two who count at once, the second waits and
 * sees what the first has counted, and neither locks what lies between rows, for which two would wait for each other (MySQL).
 */
export async function countInHour<T extends MinuteCount>(
  em: EntityManager,
  entity: EntityClass<T>,
  key: Partial<T>,
  most: number,
  now: Date,
): Promise<Date | null> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const add = (times: number) => addCounts<T>(em, entity, [{ key: { ...key, minute }, add: { times } }]);
  await add(1);
  const rows = await findRows<T>(em, entity, key as FilterQuery<T>);
  const isOld = (one: MinuteCount) => one.minute.getTime() <= now.getTime() - HOUR_MS;
  for (const one of rows.filter(isOld)) await em.nativeDelete(entity, { ...key, minute: one.minute } as never);
  const living = rows.filter((one) => !isOld(one) && Number(one.times) > 0);
  const times = living.reduce((sum, one) => sum + Number(one.times), 0);
  if (times <= most) return null;
  await add(-1);
  return new Date(Math.min(...living.map((one) => one.minute.getTime())) + HOUR_MS);
}
