import { CityGraphError } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { PluginRelease, type ReleaseState } from './plugin-release.entity.ts';

/** Brings a release as it was read into another state: of two decisions at once, one counts. @throws CONFLICT for the other. */
export async function changeReleaseState(
  em: EntityManager,
  { id, plugin, version, state, revision }: Pick<PluginRelease, 'id' | 'plugin' | 'version' | 'state' | 'revision'>,
  next: ReleaseState,
  now: Date,
): Promise<void> {
  const changed = await em.nativeUpdate(
    PluginRelease,
    { id, state, revision },
    { state: next, revision: revision + 1, changedAt: now },
  );
  if (changed === 0) {
    throw new CityGraphError('CONFLICT', `${plugin} ${version} was changed meanwhile; read it again.`);
  }
}
