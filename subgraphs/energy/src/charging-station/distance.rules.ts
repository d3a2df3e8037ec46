import { CityGraphError, type Geometry } from '@citygraph/contract';

export const LARGEST_RADIUS_M = 50_000;

/** Mean radius of the earth (IUGG), in metres. */
const EARTH_M = 6_371_008.8;
const METRES_PER_DEGREE = (EARTH_M * Math.PI) / 180;

export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** CGCS2000 and WGS84 agree to less than a metre: both are taken as they are. GCJ-02 was refused where the geometry was read. */
export function positionOf({ type, coordinates }: Geometry): Position {
  if (type !== 'Point') return refuse('point', `give a Point, not a ${type}.`);
  const [longitude, latitude] = coordinates as unknown as readonly [number, number];
  return { longitude, latitude };
}

export function assertRadius(radiusM: number): void {
  if (Number.isInteger(radiusM) && radiusM >= 1 && radiusM <= LARGEST_RADIUS_M) return;
  refuse('radiusM', `give 1 to ${LARGEST_RADIUS_M} metres, not ${radiusM}.`);
}

/** Metres along the great circle (haversine). */
export function distanceM(a: Position, b: Position): number {
  const rad = (degrees: number): number => (degrees / 180) * Math.PI;
  const half = (from: number, to: number): number => Math.sin(rad(to - from) / 2) ** 2;
  const h =
    half(a.latitude, b.latitude) +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * Degrees around a point that hold the whole circle: what an index can search; distance is judged afterwards. Near a pole
 * it holds every longitude; across the 180th meridian it does not reach, which no city of China minds.
 */
export function boxAround({ longitude, latitude }: Position, radiusM: number) {
  const north = radiusM / METRES_PER_DEGREE;
  const narrowest = Math.cos((Math.min(90, Math.abs(latitude) + north) / 180) * Math.PI);
  const east = narrowest > 1e-9 ? Math.min(360, north / narrowest) : 360;
  return {
    south: latitude - north,
    north: latitude + north,
    west: longitude - east,
    east: longitude + east,
  };
}
