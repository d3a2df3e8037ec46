/** Longitude and latitude in degrees. */
export type Position = readonly [number, number];
export type Ring = readonly Position[];
/** Outer ring first, then holes. */
export type Polygon = readonly Ring[];

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function boundsOf(positions: readonly Position[]): Bounds {
  const bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [longitude, latitude] of positions) {
    bounds.west = Math.min(bounds.west, longitude);
    bounds.east = Math.max(bounds.east, longitude);
    bounds.south = Math.min(bounds.south, latitude);
    bounds.north = Math.max(bounds.north, latitude);
  }
  return bounds;
}

/** OGC "within": the whole ring lies inside one of the polygons and outside that polygon's holes; touching counts. */
export function isWithin(ring: Ring, area: readonly Polygon[]): boolean {
  return area.some((polygon) => {
    const [outer, ...holes] = polygon;
    return (
      outer !== undefined &&
      ring.every((position) => isInside(position, outer)) &&
      !crosses(ring, outer) &&
      holes.every((hole) => !overlaps(ring, hole))
    );
  });
}

function overlaps(ring: Ring, hole: Ring): boolean {
  return (
    crosses(ring, hole) ||
    ring.some((position) => isInside(position, hole) && !isOnBoundary(position, hole)) ||
    hole.some((position) => isInside(position, ring) && !isOnBoundary(position, ring))
  );
}

/** Ray casting; a position on the boundary is inside. */
function isInside(position: Position, ring: Ring): boolean {
  if (isOnBoundary(position, ring)) return true;
  const [x, y] = position;
  let inside = false;
  for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) {
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

function isOnBoundary([x, y]: Position, ring: Ring): boolean {
  for (const [[x1, y1], [x2, y2]] of edgesOf(ring)) {
    const between = x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2);
    if (between && (x2 - x1) * (y - y1) === (y2 - y1) * (x - x1)) return true;
  }
  return false;
}

function crosses(one: Ring, other: Ring): boolean {
  for (const [a, b] of edgesOf(one)) {
    for (const [c, d] of edgesOf(other)) {
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** Which side of the line a→b the position lies on: -1, 0 or 1. */
function side([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

function* edgesOf(ring: Ring): Generator<[Position, Position]> {
  for (let i = 1; i < ring.length; i++) {
    const from = ring[i - 1];
    const to = ring[i];
    if (from && to) yield [from, to];
  }
}
