import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { pinOf } from '../graph-set/withheld.ts';
import { HUB } from '../hub-viewer.ts';
import { openIncident } from '../incident/open-incident.ts';
import { DEFAULT_WATCHING, type Watching } from '../service-level/watching.ts';
import { takeBack } from './end-rollout.ts';
import { changeRollout, releaseOf } from './load-rollout.ts';
import { Rollout } from './rollout.entity.ts';
import { LIVING_STATES } from './rollout.rules.ts';
import { noteGoesOn } from './stopped-by.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** However busily it is paused and resumed. */
const LONGEST_DAYS = 30;

type Waiting = Pick<Watching, 'keptHours' | 'idleDays'>;

/**
 * Clients are 100 buckets, and rollouts eight: what one keeps, nobody else has. A rollout that is paused for an hour gives its buckets back; one that nobody moved for some days
 * is taken back with an incident, and may be begun again.
 */
export async function endIdleRollouts(
  em: EntityManager,
  { now: clock }: Clock,
  { keptHours, idleDays }: Waiting = DEFAULT_WATCHING,
): Promise<void> {
  const now = clock();
  const before = (ms: number) => ({ $lt: new Date(now.getTime() - ms) });
  const paused = await findRows(em, Rollout, { state: 'PAUSED', changedAt: before(keptHours * HOUR_MS) });
  for (const rollout of paused) if (rollout.buckets.length > 0) await giveBucketsBack(em, rollout, now);
  // Nobody can move one while an operator has pinned the stable graph.
  if ((await pinOf(em)) !== null) return;
  const living = { state: { $in: LIVING_STATES } };
  const idle = await findRows(em, Rollout, { ...living, changedAt: before(idleDays * DAY_MS) });
  for (const rollout of idle) await end(em, rollout, `Nobody moved it for ${idleDays} days.`, now);
  const old = await findRows(em, Rollout, { ...living, startedAt: before(LONGEST_DAYS * DAY_MS) });
  for (const rollout of old) await end(em, rollout, `It began more than ${LONGEST_DAYS} days ago.`, now);
}

/** As it was read; changed meanwhile, it is not idle. */
async function held(
  em: EntityManager,
  { id, revision, state }: Rollout,
  act: (em: EntityManager, rollout: Rollout) => Promise<void>,
): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await inner.findOne(Rollout, { id, revision, state }, { disableIdentityMap: true });
    if (rollout) await act(inner, rollout);
  });
}

const giveBucketsBack = (em: EntityManager, idle: Rollout, now: Date): Promise<void> =>
  held(em, idle, async (inner, rollout) => {
    await changeRollout(inner, rollout, { buckets: [] });
    const act = { act: 'giveBucketsBack', target: rollout.id, before: rollout, after: { ...rollout, buckets: [] } };
    await audit(inner, HUB, act, now);
  });

const end = (em: EntityManager, idle: Rollout, detail: string, now: Date): Promise<void> =>
  held(em, idle, async (inner, rollout) => {
    const { version } = await releaseOf(inner, rollout.releaseId);
    const action = 'The release was taken back; its publisher may try it again.';
    await openIncident(inner, { kind: 'ROLLOUT_IDLE', subject: rollout.plugin, version, detail, action }, now);
    await takeBack(inner, HUB, rollout, detail, now);
    // It was not stopped for what it did.
    await noteGoesOn(inner, rollout.releaseId);
  });

export const endingIdleRollouts = (waiting?: Waiting): Job => ({
  name: 'end-idle-rollouts',
  everySeconds: 60,
  run: (em, clock) => endIdleRollouts(em as EntityManager, clock, waiting),
});
