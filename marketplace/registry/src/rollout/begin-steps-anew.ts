import { type EntityManager, raw } from '@mikro-orm/sql';
import { Rollout } from './rollout.entity.ts';

/** What clients did not have, they have not seen: the step of each running rollout, of one plugin or of all, begins once they have it again. */
export async function beginStepsAnew(em: EntityManager, of: { readonly plugin?: string }, now: Date): Promise<void> {
  const change = { changedAt: now, servedAt: null, revision: raw('revision + 1') as never };
  await em.nativeUpdate(Rollout, { ...of, state: 'RUNNING' }, change);
}
