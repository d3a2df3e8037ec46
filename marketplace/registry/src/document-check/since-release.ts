import type { ServedGraph } from './graphs-to-come.ts';

/** A release that is in a graph and not in another; `version` null: a department's, or the plugin is gone from it. */
export interface ChangedRelease {
  readonly subgraph: string;
  readonly version: string | null;
}

/** Releases in which two graphs differ, in the order of their subgraphs. */
export function changedReleases(stable: ServedGraph, next: ServedGraph): ChangedRelease[] {
  const names = new Set([...Object.keys(stable.subgraphs), ...Object.keys(next.subgraphs)]);
  return [...names].sort().flatMap((subgraph) => {
    const [before, after] = [stable.subgraphs[subgraph], next.subgraphs[subgraph]];
    if (before?.release === after?.release) return [];
    return [{ subgraph, version: after?.tier === 'vendor' ? after.version : null }];
  });
}

/** Of the changed releases those that may be why: whose field it is now or next; where none of them has it, all. */
export function sinceReleases(
  field: string | null,
  changed: readonly ChangedRelease[],
  graphs: readonly ServedGraph[],
): readonly ChangedRelease[] {
  if (field === null) return changed;
  const servers = new Set(graphs.flatMap(({ serversOf }) => serversOf(field)));
  const own = changed.filter(({ subgraph }) => servers.has(subgraph));
  return own.length > 0 ? own : changed;
}
