import { CityGraphError } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { coordinatesOf } from './coordinates-of.ts';
import { type CoordinateUse, usageOf } from './usage-of.ts';

export interface Impact {
  /** What the stable release has and this one has not. */
  readonly removed: readonly string[];
  /** Who has asked for that in 30 days. */
  readonly uses: readonly CoordinateUse[];
}

/** Whom a release would take something from, were it stable. A plugin without a stable release takes nothing from anybody. */
export async function impactOf(em: EntityManager, plugin: string, version: string, now: Date): Promise<Impact> {
  const release = await em.findOne(PluginRelease, { plugin, version }, { disableIdentityMap: true });
  if (!release) throw new CityGraphError('NOT_FOUND', `version: ${plugin} has no release ${version}.`);
  const stable = await em.findOne(PluginRelease, { plugin, state: 'STABLE' }, { disableIdentityMap: true });
  if (!stable || stable.id === release.id) return { removed: [], uses: [] };
  const kept = coordinatesOf(release.composedSdl);
  const removed = [...coordinatesOf(stable.composedSdl)].filter((coordinate) => !kept.has(coordinate)).sort();
  return { removed, uses: await usageOf(em, removed, now) };
}
