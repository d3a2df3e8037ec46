import { CityGraphError } from '@citygraph/contract';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { IdNumberLookup } from './id-number-lookup.entity.ts';

/** Enough for a day of counter work, too few to walk through a district's numbers. */
export const DAILY_LOOKUPS = 20;

/** Counts one lookup in a single compare-and-set, so that parallel requests cannot share the last one. */
export async function countIdNumberLookup(em: EntityManager, officer: string, day: string): Promise<void> {
  await em
    .createQueryBuilder(IdNumberLookup)
    .insert({ officer, day, used: 0 })
    .onConflict(['officer', 'day'])
    .ignore()
    .execute();
  const { affectedRows } = await em
    .createQueryBuilder(IdNumberLookup)
    .update({ used: raw('used + 1') })
    .where({ officer, day, used: { $lt: DAILY_LOOKUPS } })
    .execute('run');
  if (affectedRows === 0) {
    throw new CityGraphError(
      'RATE_LIMITED',
      `You have looked up ${DAILY_LOOKUPS} identity numbers today, which is the limit. Go on tomorrow or ask for the resident by key.`,
    );
  }
}
