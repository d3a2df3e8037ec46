import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CityEvent } from './city-event.entity.ts';
import { competentField } from './city-event.rules.ts';

const REPORTS = [
  ['C0101', '井盖破损。'],
  ['C0203', '交通信号灯不亮。'],
  ['C0402', '行道树倒伏。'],
  ['E0101', '暴露垃圾未清理。'],
  ['E0301', '工地夜间扬尘。'],
  ['E0401', '路面积水，车辆无法通行。'],
  ['E0502', '占道经营。'],
] as const;

const HOUR_MS = 3_600_000;

/** One event for about forty places, half of them put right; everywhere at least one that is open. */
export async function seedCityEvents(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/city-events');
  const now = Date.parse(`${city.asOf}T09:00:00+08:00`);
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const districts = new Set<string>();
  const rows = city.places.flatMap(({ id, longitude, latitude, division }) => {
    const first = !districts.has(division.slice(0, 6));
    if (!first && !random.chance(1 / 40)) return [];
    districts.add(division.slice(0, 6));
    const [categoryCode, description] = first ? REPORTS[5] : random.pick(REPORTS);
    const reportedAt = new Date(now - random.int(1, 30 * 24) * HOUR_MS);
    const closed = !first && random.chance(0.5);
    return [
      {
        id: opaqueId('evt_', `event ${id}`),
        categoryCode,
        description,
        longitude,
        latitude,
        placeId: id,
        divisionCode: division,
        status: closed ? ('CLOSED' as const) : ('OPEN' as const),
        reportedAt,
        reportedBy: 'seed',
        takenUpAt: closed ? new Date(reportedAt.getTime() + HOUR_MS) : null,
        handledByUscc: closed ? (agencyOf.get(competentField(categoryCode)) ?? null) : null,
        outcome: closed ? '已现场处置。' : null,
        closedAt: closed ? new Date(Math.min(now, reportedAt.getTime() + random.int(2, 48) * HOUR_MS)) : null,
      },
    ];
  });
  await insertRows(em, CityEvent, rows);
}
