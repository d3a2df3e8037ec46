/** Longitude, latitude in degrees. */
export type Position = [number, number];

export function isClosed(ring: readonly Position[]): boolean {
  const first = ring[0];
  const last = ring.at(-1);
  return first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
}

/** Whether two edges of a closed ring meet anywhere but in a corner they share. Sweeps by longitude; the worst ring still costs the square of its length. */
export function crossesItself(ring: readonly Position[]): boolean {
  const edges = ring.slice(1).map((to, i) => {
    const from = ring[i] as Position;
    return {
      i,
      from,
      to,
      left: Math.min(from[0], to[0]),
      right: Math.max(from[0], to[0]),
      bottom: Math.min(from[1], to[1]),
      top: Math.max(from[1], to[1]),
    };
  });
  const last = edges.length - 1;
  const byLeft = edges.toSorted((a, b) => a.left - b.left);
  for (const [at, one] of byLeft.entries()) {
    for (let next = at + 1; next < byLeft.length; next++) {
      const other = byLeft[next];
      if (!other || other.left > one.right) break;
      if (other.bottom > one.top || other.top < one.bottom) continue;
      const apart = Math.abs(one.i - other.i);
      const neighbours = apart === 1 || apart === last;
      if (neighbours ? foldsBack(one, other) : meet(one.from, one.to, other.from, other.to)) return true;
    }
  }
  return false;
}

interface Edge {
  readonly from: Position;
  readonly to: Position;
}

const turn = (a: Position, b: Position, c: Position): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));

const between = (a: Position, b: Position, p: Position): boolean =>
  p[0] >= Math.min(a[0], b[0]) &&
  p[0] <= Math.max(a[0], b[0]) &&
  p[1] >= Math.min(a[1], b[1]) &&
  p[1] <= Math.max(a[1], b[1]);

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (
    (abc === 0 && between(a, b, c)) ||
    (abd === 0 && between(a, b, d)) ||
    (cda === 0 && between(c, d, a)) ||
    (cdb === 0 && between(c, d, b))
  );
}

/** Neighbouring edges share a corner; they cross only when one runs back along the other, or is no edge at all. */
function foldsBack(one: Edge, other: Edge): boolean {
  const [first, second] = one.to[0] === other.from[0] && one.to[1] === other.from[1] ? [one, other] : [other, one];
  const flat = turn(first.from, first.to, second.to) === 0;
  const ahead =
    (first.to[0] - first.from[0]) * (second.to[0] - second.from[0]) +
    (first.to[1] - first.from[1]) * (second.to[1] - second.from[1]);
  return flat && ahead <= 0;
}
