import { SENSITIVITY_LEVELS } from '@citygraph/contract';
import type { ReleaseEgress } from './plugin-release.entity.ts';

/**
 * What a release is sent now and was not when people said yes to it: the graph that it joins may have got a new key, or a field another label. By which way a
 * coordinate comes makes no difference to whose data it is. Sorted, each coordinate once.
 */
export function egressGrowth(approved: readonly ReleaseEgress[], now: readonly ReleaseEgress[]): string[] {
  const known = new Map<string, { readonly rank: number; readonly needsGrant: boolean }>();
  for (const { coordinate, level, needsGrant } of approved) {
    const before = known.get(coordinate);
    known.set(coordinate, {
      rank: Math.max(before?.rank ?? 0, SENSITIVITY_LEVELS.indexOf(level)),
      needsGrant: needsGrant || (before?.needsGrant ?? false),
    });
  }
  const grown = now.filter(({ coordinate, level, needsGrant }) => {
    const before = known.get(coordinate);
    return (
      before === undefined || SENSITIVITY_LEVELS.indexOf(level) > before.rank || (needsGrant && !before.needsGrant)
    );
  });
  return [...new Set(grown.map(({ coordinate }) => coordinate))].sort();
}
