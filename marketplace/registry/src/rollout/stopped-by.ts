import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { isAdministrator } from '../administrator.ts';
import { HUB } from '../hub-viewer.ts';
import { PluginRelease, type StoppedBy } from '../plugin-release/plugin-release.entity.ts';

const stopperOf = (viewer: Viewer): StoppedBy => {
  if (viewer.principal.subject === HUB.principal.subject) return 'HUB';
  return isAdministrator(viewer) ? 'ADMINISTRATOR' : 'PUBLISHER';
};

/** Notes who paused a release or took it back. A publisher that stops what another had stopped makes it not its own. */
export async function noteStopped(em: EntityManager, viewer: Viewer, releaseId: string): Promise<void> {
  const stoppedBy = stopperOf(viewer);
  const open = stoppedBy === 'PUBLISHER' ? { stoppedBy: null } : {};
  await em.nativeUpdate(PluginRelease, { id: releaseId, ...open }, { stoppedBy });
}

/** It goes on. */
export async function noteGoesOn(em: EntityManager, releaseId: string): Promise<void> {
  await em.nativeUpdate(PluginRelease, { id: releaseId }, { stoppedBy: null });
}

type Stopped = Pick<PluginRelease, 'plugin' | 'version' | 'stoppedBy'>;

/** What the hub or an administrator stopped, its publisher does not start again. @throws FORBIDDEN */
export function assertMayUndo(viewer: Viewer, { plugin, version, stoppedBy }: Stopped, reason: string | null): void {
  if (stoppedBy === null || stoppedBy === 'PUBLISHER' || isAdministrator(viewer)) return;
  const who = stoppedBy === 'HUB' ? 'the hub' : 'an administrator';
  throw new CityGraphError(
    'FORBIDDEN',
    `${plugin} ${version} was stopped by ${who}${reason === null ? '.' : `: ${reason}`} Publish what mends it, or let an administrator go on with it.`,
  );
}
