import { CityGraphError } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { LeftOut } from '../supergraph-version/composition.entity.ts';
import { type GraphPart, isPlugin } from '../supergraph-version/graph-part.ts';

/** Releases that the sandbox's graph has in it are no longer merely published; one that somebody decided about meanwhile stays theirs. */
export async function noteSandboxed(
  em: EntityManager,
  parts: readonly GraphPart[],
  leftOut: readonly LeftOut[],
  now: Date,
): Promise<void> {
  const without = new Set(leftOut.map(({ release }) => release));
  const ids = parts.filter((part) => isPlugin(part) && !without.has(part.subgraph.release)).map(({ id }) => id);
  const fresh = await em.find(
    PluginRelease,
    { id: { $in: ids }, state: 'PUBLISHED' },
    { fields: ['id', 'plugin', 'version', 'digest', 'state', 'revision'], disableIdentityMap: true },
  );
  for (const release of fresh) {
    await transact(em, (inner) => changeReleaseState(inner as EntityManager, release, 'SANDBOX', now)).catch(
      (error: unknown) => {
        if (!(error instanceof CityGraphError) || error.code !== 'CONFLICT') throw error;
      },
    );
  }
}
