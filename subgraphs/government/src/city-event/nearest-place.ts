import { type EntityManager, raw } from '@mikro-orm/sql';
import { Place } from '../place/place.entity.ts';

const METRES_PER_DEGREE = 111_320;

/** An event happens at a place when it is this near. */
export const AT_PLACE_METRES = 500;

/** How far to look, step by step: most events lie in streets, a few in fields. */
const REACHES = [AT_PLACE_METRES, 5_000, 50_000] as const;

/** The place nearest to a point, and its distance; null when there is none within 50 km. One indexed box at a time. */
export async function nearestPlace(
  em: EntityManager,
  [longitude, latitude]: readonly [number, number],
): Promise<{ place: Place; metres: number } | null> {
  const narrowing = Math.cos((latitude / 180) * Math.PI);
  for (const reach of REACHES) {
    const north = reach / METRES_PER_DEGREE;
    const east = north / narrowing;
    const squared = raw('((longitude - ?) * (longitude - ?) * ? + (latitude - ?) * (latitude - ?))', [
      ...[longitude, longitude, narrowing * narrowing],
      ...[latitude, latitude],
    ]);
    const [place] = await em.find(
      Place,
      {
        latitude: { $gte: latitude - north, $lte: latitude + north },
        longitude: { $gte: longitude - east, $lte: longitude + east },
      },
      { orderBy: [{ [squared]: 'asc' }, { id: 'asc' }], limit: 1 },
    );
    if (!place) continue;
    const metres =
      Math.hypot((Number(place.longitude) - longitude) * narrowing, Number(place.latitude) - latitude) *
      METRES_PER_DEGREE;
    // A corner of the box is farther than its reach: something nearer may lie just outside.
    if (metres <= reach) return { place, metres };
  }
  return null;
}
