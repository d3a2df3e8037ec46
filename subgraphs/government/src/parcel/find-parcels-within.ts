import { CityGraphError } from '@citygraph/contract';
import type { Connection } from '@citygraph/kit';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { assertPageSize, pageFrom, readCursor, writeCursor } from '../opaque-cursor.ts';
import { Parcel } from './parcel.entity.ts';
import { type ParcelWithHolders, withHolders } from './parcel.loader.ts';
import { boundsOf, isWithin, type Polygon, type Ring } from './within-area.rules.ts';

export const PAGE_LIMIT = 50;
const VERTEX_LIMIT = 500;
const BATCH = 500;
/** Rows looked at for one page. A diagonal sliver over the whole city has a huge bounding box and few parcels inside. */
const SCAN_LIMIT = 10_000;

export interface AreaSearch {
  /** Polygon or MultiPolygon; CGCS2000 and WGS 84 differ by centimetres and are taken as one. */
  readonly area: unknown;
  /** GB/T 21010 class; null: any. */
  readonly landUseCode: string | null;
  readonly first: number;
  readonly after: string | null;
}

const LIST = 'parcels-within';

/** One page of the parcels that lie wholly within the area, in the order of their keys. */
export async function parcelsWithinPage(
  em: EntityManager,
  { area, landUseCode, first, after }: AreaSearch,
): Promise<Connection<ParcelWithHolders>> {
  assertPageSize(first);
  const [last] = readCursor<[string]>(LIST, after, ['text']) ?? [null];
  const rows = await search(em, { area, landUseCode, limit: first + 1, last: last ?? '' });
  return pageFrom(rows, first, after, ({ id }) => writeCursor(LIST, id));
}

export interface AreaPage {
  /** Polygon or MultiPolygon; CGCS2000 and WGS 84 differ by centimetres and are taken as one. */
  readonly area: unknown;
  /** Null: `PAGE_LIMIT`, which is also the most. */
  readonly first: number | null;
  /** `id` of the last parcel of the page before. */
  readonly after: string | null;
}

/** Parcels that lie wholly within the area, in the order of their keys, at most `PAGE_LIMIT` of them. */
export async function findParcelsWithin(
  em: EntityManager,
  { area, first, after }: AreaPage,
): Promise<ParcelWithHolders[]> {
  return search(em, { area, landUseCode: null, limit: pageSize(first), last: after ?? '' });
}

interface Scan {
  readonly area: unknown;
  readonly landUseCode: string | null;
  readonly limit: number;
  /** Key after which to begin. */
  readonly last: string;
}

async function search(em: EntityManager, { area, landUseCode, limit, last: begin }: Scan) {
  const polygons = polygonsOf(area);
  const { west, south, east, north } = boundsOf(polygons.flat(2));
  const found: Parcel[] = [];
  let last = begin;
  for (let scanned = 0; found.length < limit; scanned += BATCH) {
    if (scanned >= SCAN_LIMIT) throw bad('The area is too large and too thin to be searched at once: split it.');
    const batch = await findRows(
      em,
      Parcel,
      {
        id: { $gt: last },
        west: { $gte: west },
        south: { $gte: south },
        east: { $lte: east },
        north: { $lte: north },
        ...(landUseCode === null ? {} : { landUseCode }),
      },
      { orderBy: { id: 'asc' }, limit: BATCH },
    );
    found.push(...batch.filter(({ ring }) => isWithin(JSON.parse(ring) as Ring, polygons)));
    const end = batch.at(-1);
    if (!end || batch.length < BATCH) break;
    last = end.id;
  }
  return withHolders(em, found.slice(0, limit));
}

function pageSize(first: number | null): number {
  if (first === null) return PAGE_LIMIT;
  if (first < 1) throw bad(`"first" is ${first}: ask for at least one parcel.`);
  return Math.min(first, PAGE_LIMIT);
}

function polygonsOf(area: unknown): readonly Polygon[] {
  const { type, coordinates } = area as { type: string; coordinates: unknown };
  if (type !== 'Polygon' && type !== 'MultiPolygon')
    throw bad(`"area" is a ${type}: give a Polygon or a MultiPolygon.`);
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as readonly Polygon[];
  const vertices = polygons.flat(2).length;
  if (vertices > VERTEX_LIMIT)
    throw bad(`"area" has ${vertices} positions, at most ${VERTEX_LIMIT} are taken: simplify it.`);
  return polygons;
}

const bad = (message: string) => new CityGraphError('BAD_USER_INPUT', message);
