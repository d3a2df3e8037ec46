import { type EntityManager, raw } from '@mikro-orm/sql';
import { RegisterReading } from '../meter-reading/register-reading.entity.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { billFor, closedMonth, monthStart, monthsLater } from './bill.rules.ts';
import { allTariffs } from './tariff.loader.ts';
import type { Tariffs } from './tariff.rules.ts';
import { UtilityBill } from './utility-bill.entity.ts';

/** Points at a time. */
const BATCH = 500;
/** Nothing is kept of what was read: a run passes through the whole city. */
const DETACHED = { disableIdentityMap: true } as const;

/**
 * Bills the month that is over to every point that was read since its last bill. Safe to run twice and in two processes at
 * once: the database has one bill a point and month, and one that begins at a moment, and keeps the first. A month in which
 * a meter was not read falls into the next bill. Answers how many bills it made.
 */
export async function issueBills(em: EntityManager, now: Date): Promise<number> {
  const month = closedMonth(now);
  const tariffs = await allTariffs(em);
  let issued = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const points: UsagePoint[] = await em.find(
      UsagePoint,
      { mrid: { $gt: after }, ...unbilled(month) },
      { orderBy: { mrid: 'asc' }, limit: BATCH, ...DETACHED },
    );
    if (points.length > 0) issued += await billBatch(em, tariffs, points, month, now);
    after = points.length === BATCH ? points.at(-1)?.mrid : undefined;
  }
  return issued;
}

/** Points without a bill for the month: asked in the database, so that a run that finds nothing to do costs next to nothing. */
const unbilled = (month: string) => ({
  [raw((point) => `not exists (select 1 from bill where bill.mrid = ${point}.mrid and bill.month = ?)`, [month])]: [],
});

async function billBatch(
  em: EntityManager,
  tariffs: Tariffs,
  points: readonly UsagePoint[],
  month: string,
  now: Date,
): Promise<number> {
  const mrids = points.map(({ mrid }) => mrid);
  const last = new Map<string, Date>();
  for (const bill of await em.find(UtilityBill, { mrid: { $in: mrids } }, { orderBy: { month: 'asc' }, ...DETACHED })) {
    last.set(bill.mrid, bill.toAt);
  }
  const since = Math.min(...mrids.map((mrid) => last.get(mrid)?.getTime() ?? 0));
  const readings = Map.groupBy(
    await em.find(
      RegisterReading,
      { mrid: { $in: mrids }, at: { $gt: new Date(since), $lte: monthStart(monthsLater(month, 1)) } },
      { orderBy: { at: 'asc' }, ...DETACHED },
    ),
    ({ mrid }) => mrid,
  );
  const bills = points.flatMap((point) => {
    const { mrid } = point;
    return billFor(tariffs, point, month, last.get(mrid) ?? null, readings.get(mrid) ?? [], now) ?? [];
  });
  if (bills.length === 0) return 0;
  const { affectedRows } = await em.createQueryBuilder(UtilityBill).insert(bills).onConflict().ignore().execute('run');
  return affectedRows;
}
