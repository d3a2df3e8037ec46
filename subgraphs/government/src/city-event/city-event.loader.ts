import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { CityEvent } from './city-event.entity.ts';

/** Newest events that one division answers with. */
export const EVENT_LIMIT = 100;

export const cityEventById = defineLoader<string, CityEvent, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(CityEvent, { id: { $in: [...ids] } }), ({ id }) => id),
);

/**
 * Events within divisions; a key is `220102 OPEN`: code and wanted status, or `*`. Each division has its own newest ones, so
 * a busy one takes nothing from a quiet one; yet it is one statement however many are asked.
 */
export const eventsWithin = defineLoader<string, CityEvent[], SubgraphContext>(async (keys, { em }) => {
  const parameters: string[] = [];
  const parts = keys.map((key, n) => {
    const [code = '', status = '*'] = key.split(' ');
    parameters.push(`${prefixOf(code)}%`, ...(status === '*' ? [] : [status]));
    const where = `division_code like ?${status === '*' ? '' : ' and status = ?'}`;
    return `select * from (select ${n} as n, city_event.* from city_event where ${where} order by reported_at desc, id limit ${EVENT_LIMIT}) q${n}`;
  });
  const rows: { n: number | string }[] = await em.execute(parts.join(' union all '), parameters);
  const found = keys.map((): CityEvent[] => []);
  for (const { n, ...row } of rows) found[Number(n)]?.push(em.map(CityEvent, row));
  return found.map((events) => events.sort((one, other) => other.reportedAt.getTime() - one.reportedAt.getTime()));
});

/** Codes of a city end in 00, of a province in 0000: what lies within begins with the rest. */
const prefixOf = (code: string): string => (code.length === 6 ? code.replace(/(00){1,2}$/, '') : code);
