import { defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { RegisterReading } from './register-reading.entity.ts';

/** Interval values in one answer: 62 days of hours and some more. */
export const MOST_INTERVALS = 1500;

interface Range {
  readonly mrid: string;
  readonly from: number;
  readonly to: number;
}

/** Key of a range of one point, for `intervalsOf`. */
export const rangeKey = (mrid: string, from: Date, to: Date): string =>
  JSON.stringify({ mrid, from: from.getTime(), to: to.getTime() } satisfies Range);

/** Readings whose interval began in the range, the earliest first: one statement a range, for any number of points. */
export const intervalsOf = defineLoader<string, RegisterReading[], SubgraphContext>(async (keys, { em }) => {
  const ranges = keys.map((key) => JSON.parse(key) as Range);
  const found = new Map<string, RegisterReading[]>();
  const distinct = new Map(ranges.map(({ from, to }) => [`${from} ${to}`, { from, to }]));
  for (const { from, to } of distinct.values()) {
    const mrids = ranges.filter((range) => range.from === from && range.to === to).map(({ mrid }) => mrid);
    for (const reading of await intervalsWithin(em, mrids, new Date(from), new Date(to))) {
      const key = rangeKey(reading.mrid, new Date(from), new Date(to));
      const group = found.get(key);
      if (group) group.push(reading);
      else found.set(key, [reading]);
    }
  }
  return keys.map((key) => found.get(key) ?? []);
});

async function intervalsWithin(em: EntityManager, mrids: readonly string[], from: Date, to: Date) {
  const platform = em.getPlatform();
  const [mrid, at] = ['reading.mrid', 'reading.at'].map((column) => platform.quoteIdentifier(column));
  const numbered = em
    .createQueryBuilder(RegisterReading, 'reading')
    .select(['*', raw(`row_number() over (partition by ${mrid} order by ${at}) as nth`)] as never)
    .where({ mrid: { $in: [...mrids] }, startedAt: { $gte: from, $lt: to }, at: { $gt: from } });
  const rows = await em.execute(
    `select * from (${numbered.getQuery()}) as numbered where nth <= ? order by mrid, nth`,
    [...numbered.getParams(), MOST_INTERVALS],
  );
  return (rows as Record<string, unknown>[]).map(({ nth: _, ...row }) => em.map(RegisterReading, row as never));
}

/** Pages of a point's readings, the latest first. */
export const readingsOf = pageLoader(RegisterReading, {
  parent: 'mrid',
  order: [
    ['at', 'desc'],
    ['mrid', 'asc'],
  ],
});
