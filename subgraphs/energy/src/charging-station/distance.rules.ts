/** Mean radius of the earth, metres (IUGG). */
const RADIUS_M = 6_371_008.8;

export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two points on a sphere (haversine); for a city, within half a percent of the ellipsoid's. */
export function metresBetween(a: Point, b: Point): number {
  const [north, east] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)];
  const h =
    Math.sin(north / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east / 2) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A box in degrees that holds everything within so many metres of a point. */
export function boxAround({ longitude, latitude }: Point, metres: number) {
  const north = (metres / RADIUS_M) * (180 / Math.PI);
  const east = north / Math.max(0.01, Math.cos(radians(latitude)));
  return { west: longitude - east, east: longitude + east, south: latitude - north, north: latitude + north };
}
