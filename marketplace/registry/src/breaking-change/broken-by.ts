import { coordinatesOf } from '../operation-usage/coordinates-of.ts';
import type { ReleaseFinding } from '../plugin-release/plugin-release.entity.ts';
import type { TakenCoordinate } from './breaking-change.entity.ts';

/** What admission found that clients would lose of what they asked for, each coordinate once, sorted; pure. */
export function brokenBy(
  findings: readonly Pick<ReleaseFinding, 'rule' | 'coordinate'>[],
  after: string,
): TakenCoordinate[] {
  const breaking = findings.filter(({ rule }) => rule === 'BREAKING');
  if (breaking.length === 0) return [];
  const kept = [...coordinatesOf(after)];
  // What has no place of its own is the whole document's.
  const coordinates = [...new Set(breaking.map(({ coordinate }) => coordinate ?? 'Query'))].sort();
  return coordinates.map((coordinate) => ({
    coordinate,
    kind: kept.some((one) => one === coordinate || one.startsWith(`${coordinate}.`)) ? 'CHANGED' : 'REMOVED',
  }));
}

/** What goes with a release: what it has and neither departments nor other plugins have; sorted, pure. */
export function goesWith(release: string, others: readonly string[]): TakenCoordinate[] {
  const kept = new Set(others.flatMap((sdl) => [...coordinatesOf(sdl)]));
  return [...coordinatesOf(release)]
    .filter((coordinate) => !kept.has(coordinate))
    .sort()
    .map((coordinate) => ({ coordinate, kind: 'REMOVED' }));
}
