import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { DecisionState } from '../gateway-process/decision-standing.rules.ts';
import { livingProcesses, readStandings } from '../gateway-process/read-standings.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import type { OutboxEvent } from '../outbox/outbox-event.entity.ts';

/** So long nobody is told that everybody has a release while a gateway has not; then they are told, and that it is not so everywhere. */
const LONGEST_MS = 600_000;
const LOOK_MS = 2_000;

/** Acts that change which release everybody has. */
const OF_EVERYBODY = ['promoteRollout', 'rollBackRelease'];

export const lookAgain = (now: Date): Date => new Date(now.getTime() + LOOK_MS);

/**
 * What is to be said of an event that tells what everybody has: how far that has come at the gateways. `NOT_YET`: some that live lack it, so it is no news yet; null: it is no
 * such event.
 */
export async function servingOf(
  em: EntityManager,
  { topic, payload, subject: plugin, at }: OutboxEvent,
  now: Date,
): Promise<DecisionState | 'NOT_YET' | null> {
  const isPromotion = topic === 'rollout.promoted' || (topic === 'release.state-changed' && payload.to === 'STABLE');
  if (!isPromotion || plugin === null) return null;
  const decided = { plugin, act: { $in: OF_EVERYBODY } };
  const last = await findRows(em, GraphChange, decided, { orderBy: { number: 'desc' }, limit: 1 });
  const [standing] = await readStandings(em, last, now);
  if (!standing || standing.state === 'SERVING') return standing?.state ?? null;
  const isOver = now.getTime() - at.getTime() >= LONGEST_MS;
  return isOver || (await livingProcesses(em, now)).length === 0 ? standing.state : 'NOT_YET';
}
