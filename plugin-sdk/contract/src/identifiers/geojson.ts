import { reject } from './reject.ts';
import { crossesItself, isClosed, type Position } from './ring.ts';

/** Name of China Geodetic Coordinate System 2000 (EPSG:4490), as `crs` of a GeoJSON geometry says it; degrees, longitude first. */
export const CGCS2000 = 'urn:ogc:def:crs:EPSG::4490';
/** Name of WGS 84 with longitude first (OGC CRS84), as `crs` of a GeoJSON geometry says it; degrees. */
export const WGS84 = 'urn:ogc:def:crs:OGC:1.3:CRS84';

/** Both systems agree to well under a metre; GCJ-02 does not (up to 700 m off) and must be converted before. */
export type CoordinateSystem = typeof CGCS2000 | typeof WGS84;

type Coordinates = Position | Coordinates[];

/** A geometry that names its coordinate reference system; longitude first. */
export interface Geometry {
  readonly type: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon';
  readonly coordinates: Coordinates;
  readonly crs: { readonly type: 'name'; readonly properties: { readonly name: CoordinateSystem } };
}

/** The names that people give the two systems. Whatever the register says of axes, GeoJSON has longitude first. */
const SYSTEMS: Readonly<Record<string, CoordinateSystem>> = {
  [CGCS2000]: CGCS2000,
  'EPSG:4490': CGCS2000,
  [WGS84]: WGS84,
  'OGC:CRS84': WGS84,
  'urn:ogc:def:crs:EPSG::4326': WGS84,
  'EPSG:4326': WGS84,
};

const DEPTH = { Point: 0, LineString: 1, Polygon: 2, MultiPolygon: 3 } as const;
const MAX_POSITIONS = 10_000;
/** Comparing the edges of the worst ring takes 50 ms at this length, and a second at five times it. */
const MAX_RING = 2_000;
const EXAMPLE = `{"type":"Point","coordinates":[125.32,43.9],"crs":{"type":"name","properties":{"name":"${CGCS2000}"}}}`;

/** Reads a geometry (RFC 7946 shapes, with the `crs` member this hub insists on); rings closed and not self-crossing. */
export function parseGeoJson(value: unknown): Geometry {
  if (typeof value !== 'object' || value === null) return reject('geometry', value, `give an object like ${EXAMPLE}`);
  const { type, coordinates, crs } = value as Record<string, unknown>;
  if (!isGeometryType(type))
    return reject(
      'geometry',
      typeof type === 'string' ? type : value,
      'its type must be Point, LineString, Polygon or MultiPolygon.',
    );
  const said = crsName(crs);
  const name = typeof said === 'string' && Object.hasOwn(SYSTEMS, said) ? SYSTEMS[said] : undefined;
  if (name === undefined) {
    return reject(
      'coordinate reference system',
      said ?? 'nothing',
      `name CGCS2000 or WGS84 as in ${EXAMPLE}; convert GCJ-02 first.`,
    );
  }
  let count = 0;
  const read = (part: unknown, depth: number): Coordinates => {
    if (!Array.isArray(part)) return reject('geometry', type, 'its coordinates are not nested as RFC 7946 says.');
    if (depth > 0) return part.map((inner) => read(inner, depth - 1));
    if (++count > MAX_POSITIONS)
      return reject('geometry', type, `it has more than ${MAX_POSITIONS} positions; simplify it.`);
    return readPosition(part);
  };
  const checked = read(coordinates, DEPTH[type]);
  checkShape(type, checked);
  return { type, coordinates: checked, crs: { type: 'name', properties: { name } } };
}

const isGeometryType = (type: unknown): type is Geometry['type'] =>
  typeof type === 'string' && Object.hasOwn(DEPTH, type);

function crsName(crs: unknown): unknown {
  if (typeof crs !== 'object' || crs === null) return null;
  const { type, properties } = crs as { type?: unknown; properties?: { name?: unknown } | null };
  return type === 'name' ? properties?.name : null;
}

function readPosition(part: readonly unknown[]): Position {
  const [longitude, latitude] = part;
  if (part.length < 2 || part.length > 3 || typeof longitude !== 'number' || typeof latitude !== 'number') {
    return reject('position', JSON.stringify(part), 'give [longitude, latitude] in degrees.');
  }
  if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) {
    return reject('position', JSON.stringify(part), 'longitude comes first, -180 to 180, then latitude, -90 to 90.');
  }
  return [longitude, latitude];
}

function checkShape(type: Geometry['type'], coordinates: Coordinates): void {
  if (type === 'LineString' && (coordinates as Position[]).length < 2)
    reject('LineString', type, 'it needs two positions or more.');
  if (type !== 'Polygon' && type !== 'MultiPolygon') return;
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as Position[][][];
  if (polygons.length === 0 || polygons.some((polygon) => polygon.length === 0)) reject(type, type, 'it has no ring.');
  for (const ring of polygons.flat()) {
    if (ring.length < 4 || !isClosed(ring))
      reject('ring', type, 'it needs four positions or more, the last equal to the first.');
    if (ring.length > MAX_RING) reject('ring', type, `it has more than ${MAX_RING} positions; simplify it.`);
    if (crossesItself(ring)) reject('ring', type, 'it crosses itself; order its positions around the area.');
  }
}
