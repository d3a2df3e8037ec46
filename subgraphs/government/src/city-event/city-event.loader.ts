import {
  alignRows,
  type Connection,
  defineLoader,
  divisionPrefix,
  findRows,
  type SubgraphContext,
} from '@citygraph/kit';
import { assertPageSize, pageFrom, readCursor, writeCursor } from '../opaque-cursor.ts';
import { CityEvent, type EventStatus } from './city-event.entity.ts';

/** Newest events that the plain list of a division answers with. */
export const EVENT_LIMIT = 100;

export const cityEventById = defineLoader<string, CityEvent, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CityEvent, { id: { $in: [...ids] } }), ({ id }) => id),
);

export interface EventSearch {
  readonly status: EventStatus | null;
  /** Beginning of the GB/T 30428.2 class: `E`, `E04` or `E0401`; null: any. */
  readonly category: string | null;
  readonly first: number;
  readonly after: string | null;
}

const LIST = 'city-events';

/**
 * Events within a division, those of the divisions below included, newest first. Each division has its own newest ones, so a
 * busy one takes nothing from a quiet one; yet it is one statement however many are asked.
 */
export async function eventsWithin(
  code: string,
  context: SubgraphContext,
  search: EventSearch,
): Promise<Connection<CityEvent>> {
  assertPageSize(search.first);
  readCursor<[number, string]>(LIST, search.after, ['moment', 'text']);
  const rows = (await rowsWithin(context).load(JSON.stringify([code, search]))) ?? [];
  return pageFrom(rows, search.first, search.after, ({ reportedAt, id }) =>
    writeCursor(LIST, reportedAt.getTime(), id),
  );
}

const rowsWithin = defineLoader<string, CityEvent[], SubgraphContext>(async (keys, { em }) => {
  const parameters: (string | number | Date)[] = [];
  const parts = keys.map((key, n) => {
    const [code, { status, category, first, after }] = JSON.parse(key) as [string, EventSearch];
    const last = readCursor<[number, string]>(LIST, after, ['moment', 'text']);
    const conditions = ['division_code like ?'];
    parameters.push(`${divisionPrefix(code)}%`);
    if (status !== null) {
      conditions.push('status = ?');
      parameters.push(status);
    }
    if (category !== null) {
      conditions.push('category_code like ?');
      parameters.push(`${category}%`);
    }
    if (last !== null) {
      conditions.push('(reported_at < ? or (reported_at = ? and id > ?))');
      const moment = em.getPlatform().processDateProperty(new Date(last[0])) as Date;
      parameters.push(moment, moment, last[1]);
    }
    return `select * from (select ${n} as n, city_event.* from city_event where ${conditions.join(' and ')} order by reported_at desc, id limit ${first + 1}) q${n}`;
  });
  const rows: { n: number | string }[] = await em.execute(parts.join(' union all '), parameters);
  const found = keys.map((): CityEvent[] => []);
  for (const { n, ...row } of rows) found[Number(n)]?.push(em.map(CityEvent, row));
  return found.map((events) =>
    events.sort((one, other) => other.reportedAt.getTime() - one.reportedAt.getTime() || (one.id < other.id ? -1 : 1)),
  );
});
