import type { EntityManager } from '@mikro-orm/sql';
import { announce } from '../outbox/announce.ts';
import { takeTexts } from '../plugin/take-texts.ts';
import { wrong } from '../wrong.ts';
import { PluginRelease, type ReleaseState } from './plugin-release.entity.ts';
import { assertStep } from './plugin-release.rules.ts';

/**
 * Brings a release as it was read into another state, and leaves word of it: the one place where states change. Of two decisions at once, one counts.
 * @throws CONFLICT for the other, and for a step that is none
 */
export async function changeReleaseState(
  em: EntityManager,
  release: Pick<PluginRelease, 'id' | 'plugin' | 'version' | 'digest' | 'state' | 'revision'>,
  next: ReleaseState,
  now: Date,
  reason: string | null = null,
): Promise<void> {
  const { id, plugin, version, digest, state, revision } = release;
  assertStep(`${plugin} ${version}`, state, next);
  const changed = await em.nativeUpdate(
    PluginRelease,
    { id, state, revision },
    { state: next, revision: revision + 1, changedAt: now },
  );
  if (changed === 0) throw wrong('CONFLICT', 'release', `${plugin} ${version} was changed meanwhile; read it again.`);
  if (next === 'STABLE') await takeTexts(em, release);
  await announce(em, 'release.state-changed', { plugin, version, release: digest, from: state, to: next, reason }, now);
}
