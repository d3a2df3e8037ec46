import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { ChargingStation } from './charging-station.entity.ts';
import { assertRadius, boxAround, distanceM, type Position } from './distance.rules.ts';

export const MOST_NEAR = 50;

/** Stations within a radius, the nearest first. */
export async function findStationsNear(
  em: EntityManager,
  position: Position,
  radiusM: number,
): Promise<ChargingStation[]> {
  assertRadius(radiusM);
  const { south, north, west, east } = boxAround(position, radiusM);
  const candidates = await findRows(em, ChargingStation, {
    latitude: { $gte: south, $lte: north },
    longitude: { $gte: west, $lte: east },
  });
  return candidates
    .map((station) => ({ station, metres: distanceM(position, station) }))
    .filter(({ metres }) => metres <= radiusM)
    .sort((a, b) => a.metres - b.metres || (a.station.id < b.station.id ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ station }) => station);
}
