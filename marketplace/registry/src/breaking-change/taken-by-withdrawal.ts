import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import type { TakenCoordinate } from './breaking-change.entity.ts';
import { goesWith } from './broken-by.ts';

/** What clients can name no more once the release that serves everybody is gone: what departments and other plugins have as well stays. */
export async function takenByWithdrawal(
  em: EntityManager,
  { plugin, composedSdl }: Pick<PluginRelease, 'plugin' | 'composedSdl'>,
): Promise<TakenCoordinate[]> {
  const own = await findRows(em, FirstPartyRelease, { current: true });
  const others = await findRows(em, PluginRelease, { state: 'STABLE', plugin: { $ne: plugin } });
  return goesWith(composedSdl, [...own.map(({ sdl }) => sdl), ...others.map((other) => other.composedSdl)]);
}
