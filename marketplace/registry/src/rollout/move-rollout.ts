import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { assertKeepsPromise, assertMayGoOn, assertMayUndo } from './assert-may-go-on.ts';
import { changeRollout, loadRollout } from './load-rollout.ts';
import { Rollout } from './rollout.entity.ts';
import { allotBuckets, assertStep, nextState } from './rollout.rules.ts';

const id = z.string().min(1).max(40);
export const reason = z.string().trim().min(4, 'give your reason in four characters or more').max(4_000);

const Step = z.strictObject({ id, percent: z.int() });

/** Gives a running rollout more clients; at that step already, it stays. Answers its id. */
export async function stepRollout(
  em: EntityManager,
  viewer: Viewer,
  step: z.input<typeof Step>,
  now: Date,
): Promise<string> {
  const { id, percent } = validate(Step, step);
  return moveRollout(em, viewer, { act: 'stepRollout', id }, now, async (inner, rollout) => {
    if (rollout.percent === percent) return null;
    const state = nextState(rollout, 'step');
    assertStep(rollout.percent, percent);
    await assertMayGoOn(inner, rollout.plugin);
    await assertKeepsPromise(inner, rollout, 'given to more', now);
    const others = await findRows(inner, Rollout, { state: { $in: ['RUNNING', 'PAUSED'] }, id: { $ne: id } });
    const taken = others.map(({ buckets }) => buckets);
    return { state, percent, buckets: allotBuckets(id, rollout.buckets, taken, percent) };
  });
}

const Pause = z.strictObject({ id, reason });

/** Its clients get the stable graph again until it is resumed; its buckets stay its own. Paused already, it stays. Answers its id. */
export async function pauseRollout(
  em: EntityManager,
  viewer: Viewer,
  pause: z.input<typeof Pause>,
  now: Date,
): Promise<string> {
  const { id, reason } = validate(Pause, pause);
  return moveRollout(em, viewer, { act: 'pauseRollout', id, reason }, now, async (_, rollout) =>
    rollout.state === 'PAUSED' ? null : { state: nextState(rollout, 'pause'), reason },
  );
}

/** Serves a paused rollout's clients again; what burned before stops it no more. What the hub paused, an administrator resumes. Running already, it stays. Answers its id. */
export async function resumeRollout(em: EntityManager, viewer: Viewer, rolloutId: string, now: Date): Promise<string> {
  return moveRollout(em, viewer, { act: 'resumeRollout', id: validate(id, rolloutId) }, now, async (inner, rollout) => {
    if (rollout.state === 'RUNNING') return null;
    const state = nextState(rollout, 'resume');
    assertMayUndo(viewer, rollout);
    await assertMayGoOn(inner, rollout.plugin);
    return { state, reason: null };
  });
}

interface Move {
  readonly act: string;
  readonly id: string;
  readonly reason?: string | null;
}

/** Load, decide, save: one change of a rollout, with everything that goes with it. `decide` answers null where nothing is to be changed. */
async function moveRollout(
  em: EntityManager,
  viewer: Viewer,
  { act, id, reason = null }: Move,
  now: Date,
  decide: (em: EntityManager, rollout: Rollout) => Promise<Partial<Rollout> | null>,
): Promise<string> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await loadRollout(inner, viewer, id);
    const change = await decide(inner, rollout);
    if (!change) return;
    const { plugin, releaseDigest: release } = rollout;
    await wantGraphs(inner, viewer, { act, plugin, release }, now);
    await changeRollout(inner, rollout, { ...change, changedBy: viewer.principal.subject ?? '', changedAt: now });
    await announce(inner, `rollout.${act}`, { rollout: id, plugin, release, reason }, now);
    await audit(inner, viewer, { act, target: id, reason, before: rollout, after: { ...rollout, ...change } }, now);
  });
  return id;
}
