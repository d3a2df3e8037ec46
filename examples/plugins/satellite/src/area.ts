import { type Box, boxesMeet, boxOf, type Grid } from './grid.ts';

type Ring = readonly (readonly [number, number])[];

/** An area on the ground: polygons, each an outer ring and its holes, in degrees. */
export interface Area {
  readonly polygons: readonly (readonly Ring[])[];
  readonly box: Box;
}

const MOST_POSITIONS = 10_000;
/** CGCS2000 and WGS84 differ by less than a decimetre: for pixels of ten metres they are one. */
const KNOWN_CRS = /(?:EPSG:{1,2}(?:4490|4326)|CRS84)$/;

/**
 * A Polygon or MultiPolygon of GeoJSON.
 * @returns null for anything else, and for one that says it is in another reference system: its numbers would be taken for degrees
 */
export function areaOf(geometry: unknown): Area | null {
  const { type, coordinates, crs } = (geometry ?? {}) as {
    type?: unknown;
    coordinates?: unknown;
    crs?: { properties?: { name?: unknown } } | null;
  };
  if (crs && !KNOWN_CRS.test(String(crs.properties?.name))) return null;
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : null;
  if (!Array.isArray(polygons) || !polygons.every((rings) => isRings(rings))) return null;
  const all = polygons.flat(2) as [number, number][];
  if (all.length === 0 || all.length > MOST_POSITIONS) return null;
  const box = all.reduce<[number, number, number, number]>(
    ([west, south, east, north], [x, y]) => [
      Math.min(west, x),
      Math.min(south, y),
      Math.max(east, x),
      Math.max(north, y),
    ],
    [180, 90, -180, -90],
  );
  return { polygons, box };
}

function isRings(rings: unknown): rings is Ring[] {
  return (
    Array.isArray(rings) &&
    rings.length > 0 &&
    rings.every(
      (ring) =>
        Array.isArray(ring) &&
        ring.length >= 4 &&
        ring.every((position) => Array.isArray(position) && isDegree(position[0], 180) && isDegree(position[1], 90)),
    )
  );
}

const isDegree = (value: unknown, most: number): boolean => typeof value === 'number' && Math.abs(value) <= most;

/** Whether a point lies in the area: an odd number of its edges lies to the east. */
function contains({ polygons }: Area, x: number, y: number): boolean {
  let isInside = false;
  for (const ring of polygons.flat()) {
    for (let n = 0; n < ring.length; n += 1) {
      const [ax, ay] = ring[n] ?? [0, 0];
      const [bx, by] = ring[(n + 1) % ring.length] ?? [0, 0];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
    }
  }
  return isInside;
}

/**
 * Pixels whose centre lies in the area, by index; for an area too small to hold a centre, the pixel that its middle lies in. Empty where the grid does not cover the
 * whole area: a mean over the part that was seen would pass for the mean of the whole.
 */
export function pixelsIn(area: Area, grid: Grid): readonly number[] {
  const seen = boxOf(grid);
  const [west, south, east, north] = area.box;
  if (!boxesMeet(area.box, seen) || west < seen[0] || south < seen[1] || east > seen[2] || north > seen[3]) return [];
  const { width, height, origin, pixel } = grid;
  const column = (x: number): number => Math.min(Math.max(Math.floor((x - origin[0]) / pixel[0]), 0), width - 1);
  const row = (y: number): number => Math.min(Math.max(Math.floor((origin[1] - y) / pixel[1]), 0), height - 1);
  const found: number[] = [];
  for (let down = row(north); down <= row(south); down += 1) {
    for (let across = column(west); across <= column(east); across += 1) {
      const [x, y] = [origin[0] + (across + 0.5) * pixel[0], origin[1] - (down + 0.5) * pixel[1]];
      if (contains(area, x, y)) found.push(down * width + across);
    }
  }
  return found.length > 0 ? found : [row((south + north) / 2) * width + column((west + east) / 2)];
}
