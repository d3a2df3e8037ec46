import type { EntityManager } from '@mikro-orm/sql';
import { lastDecision } from '../graph-set/last-decision.ts';
import { PluginRelease } from './plugin-release.entity.ts';

export const DECISION_OF_PUBLISH =
  'Number of the decision that it was published by (`graphDecision`); null: nothing was stored, or it is so long ago that every gateway has had it.';

/** By what decision a release was published. */
export async function publishDecision(em: EntityManager, releaseId: string | null): Promise<number | null> {
  if (releaseId === null) return null;
  const { plugin, digest } = await em.findOneOrFail(
    PluginRelease,
    { id: releaseId },
    { disableIdentityMap: true, fields: ['plugin', 'digest'] },
  );
  return lastDecision(em, { plugin, releaseDigest: digest, acts: ['publishRelease'] });
}
