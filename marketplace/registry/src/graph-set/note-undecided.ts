import type { EntityManager } from '@mikro-orm/sql';
import { openIncident } from '../incident/open-incident.ts';
import { releaseOf } from '../rollout/load-rollout.ts';
import type { Rollout } from '../rollout/rollout.entity.ts';

/** Nobody is taken back for what may be somebody else's: the rollout waits, and a person can look. */
export async function noteUndecided(
  em: EntityManager,
  { plugin, releaseId }: Rollout,
  detail: string,
  now: Date,
): Promise<void> {
  const { version } = await releaseOf(em, releaseId);
  const action = 'Its clients keep the graph that they have.';
  await openIncident(em, { kind: 'ROLLOUT_REFUSED', subject: plugin, version, detail, action }, now);
}
