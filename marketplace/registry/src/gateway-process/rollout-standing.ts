import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GraphChange } from '../graph-set/graph-change.entity.ts';
import { lastChange } from '../graph-set/last-decision.ts';
import { pinOf } from '../graph-set/withheld.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import type { Standing } from './decision-standing.rules.ts';
import { livingProcesses, readStandings } from './read-standings.ts';
import { noesOf } from './serving.rules.ts';

/** What is decided about a rollout, or about its release once that is everybody's. */
const ACTS = [
  'startRollout',
  'stepRollout',
  'resumeRollout',
  'pauseRollout',
  'rollBackRollout',
  'promoteRollout',
  'rollBackRelease',
];

type Tried = Pick<Rollout, 'id' | 'plugin' | 'releaseDigest' | 'artefact'>;

/** What was decided about a rollout's release last; null: nothing that is kept. */
export const lastOfRollout = (
  em: EntityManager,
  { plugin, releaseDigest }: Pick<Tried, 'plugin' | 'releaseDigest'>,
): Promise<GraphChange | null> => lastChange(em, { plugin, releaseDigest, acts: ACTS });

export interface RolloutStanding extends Standing {
  /** Processes that live, and those among them that do not serve its graph. */
  readonly living: number;
  readonly lacking: number;
}

/** Whether clients have what was decided last of a rollout that runs: at every living gateway, and by the graph that it has now, for another stable graph makes it anew. */
export async function rolloutStanding(em: EntityManager, rollout: Tried, now: Date): Promise<RolloutStanding> {
  const { id, artefact } = rollout;
  const last = await lastOfRollout(em, rollout);
  const [decided] = last === null ? [] : await readStandings(em, [last], now);
  const processes = await livingProcesses(em, now);
  const lacking = processes.filter(({ serving }) => artefact === null || serving.rollouts[id] !== artefact);
  const noes = processes.flatMap((one) => {
    const reason = artefact === null ? undefined : noesOf(one, now)[artefact];
    const { process, gateway } = one;
    return artefact === null || reason === undefined ? [] : [{ process, gateway, digest: artefact, reason }];
  });
  const refusals = noes.length > 0 ? noes : (decided?.refusals ?? []);
  const counted = { living: processes.length, lacking: lacking.length, refusals };
  if (refusals.length > 0) return { ...counted, state: 'REFUSED' };
  if (decided === undefined || decided.state === 'ACCEPTED') return { ...counted, state: 'ACCEPTED' };
  return { ...counted, state: lacking.length > 0 ? 'COMPOSED' : decided.state };
}

/** Notes of each running rollout when its step was in force first: from then on its minutes count. What a plugin that is switched off or a pin keeps from its clients is not. */
export async function noteServed(em: EntityManager, now: Date): Promise<void> {
  const waiting = await findRows(em, Rollout, { state: 'RUNNING', servedAt: null });
  for (const rollout of waiting) {
    if ((await isHeld(em, rollout)) || (await rolloutStanding(em, rollout, now)).state !== 'SERVING') continue;
    const { id, revision } = rollout;
    await em.nativeUpdate(Rollout, { id, revision, servedAt: null }, { servedAt: now });
  }
}

/** Its clients do not have it, whatever gateways serve: its plugin is switched off, or the stable graph is pinned. */
export async function isHeld(em: EntityManager, { plugin: name }: Pick<Tried, 'plugin'>): Promise<boolean> {
  const off = await em.count(Plugin, { name, disabled: { $ne: null } });
  return off > 0 || (await pinOf(em)) !== null;
}
