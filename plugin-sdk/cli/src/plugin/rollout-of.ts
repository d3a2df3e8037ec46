import { found } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { nodesOf } from '../operations/plugin.ts';
import { ROLLOUTS, type Rollout } from '../operations/release.ts';

/** The rollout of a plugin that runs or is paused; there is one at most. */
export async function openRollout(hub: Hub, plugin: string): Promise<Rollout | null> {
  const rollouts = nodesOf((await hub.ask(ROLLOUTS, { plugin, first: 20 })).rollouts);
  return rollouts.find(({ state }) => state === 'RUNNING' || state === 'PAUSED') ?? null;
}

export async function rolloutOf(hub: Hub, plugin: string): Promise<Rollout> {
  return found(await openRollout(hub, plugin), ['what.rollout', { plugin }]);
}
