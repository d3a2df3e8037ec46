import type { EntityManager } from '@mikro-orm/sql';
import { PluginRelease, type ReleaseEgress } from '../plugin-release/plugin-release.entity.ts';

/** What the releases of a plugin are sent, without their documents. */
export async function egressOf(em: EntityManager, plugin: string): Promise<ReleaseEgress[]> {
  const releases = await em.find(PluginRelease, { plugin }, { fields: ['egress'], disableIdentityMap: true });
  return releases.flatMap(({ egress }) => egress);
}
