import { CityGraphError, type Viewer } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager, FilterQuery } from '@mikro-orm/sql';
import { mayRunPlugin } from '../plugin/may-run-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Rollout } from './rollout.entity.ts';
import { LIVING_STATES } from './rollout.rules.ts';

/** The rollout, when the viewer may run its plugin; unknown and forbidden are one answer. @throws UNAUTHENTICATED or FORBIDDEN. */
export async function loadRollout(em: EntityManager, viewer: Viewer, id: string): Promise<Rollout> {
  const rollout = await em.findOne(Rollout, { id }, { disableIdentityMap: true });
  const plugin = rollout && (await em.findOne(Plugin, { name: rollout.plugin }, { disableIdentityMap: true }));
  if (rollout && plugin && (await mayRunPlugin(em, viewer, plugin.publisherId))) return rollout;
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  throw new CityGraphError(
    'FORBIDDEN',
    `id: there is no rollout ${id}, or this is not yours to do: it is for its publisher's owners and developers and for administrators.`,
    { extensions: { argument: 'id' } },
  );
}

/** Those that are not over. */
export const livingRollouts = (em: EntityManager, of: FilterQuery<Rollout> & object = {}): Promise<Rollout[]> =>
  findRows(em, Rollout, { ...of, state: { $in: LIVING_STATES } } as FilterQuery<Rollout>);

/** What they own, paused or not: nobody else may have it. */
export const bucketsOf = (rollouts: readonly Rollout[]): (readonly number[])[] =>
  rollouts.map(({ buckets }) => buckets);

/** Changes a rollout as it was read: of two changes at once, one counts. What is changed is served anew. @throws CONFLICT for the other. */
export async function changeRollout(
  em: EntityManager,
  { id, revision }: Rollout,
  change: Partial<Rollout>,
): Promise<void> {
  const anew = { ...change, servedAt: null, revision: revision + 1 };
  const changed = await em.nativeUpdate(Rollout, { id, revision }, anew);
  if (changed === 0) throw new CityGraphError('CONFLICT', `Rollout ${id} was changed meanwhile; read it again.`);
}

/** A release by its key. @throws CONFLICT when it is gone, which no release ever is. */
export async function releaseOf(em: EntityManager, id: string): Promise<PluginRelease> {
  const release = await em.findOne(PluginRelease, { id }, { disableIdentityMap: true });
  if (!release) throw new CityGraphError('CONFLICT', `The release ${id} is not there any more.`);
  return release;
}
