import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { assertHolds, judgedAnew } from '../plugin-release/judge-anew.ts';
import { assertKeepsPromise, assertMayGoOn } from './assert-may-go-on.ts';
import { bucketsOf, changeRollout, livingRollouts, loadRollout, releaseOf } from './load-rollout.ts';
import type { Rollout } from './rollout.entity.ts';
import { allotBuckets, assertNextStep, assertStep, nextState } from './rollout.rules.ts';
import { assertMayHurry, assertSeenEnough, type StepGround } from './rollout-pace.ts';
import { assertMayUndo, noteGoesOn, noteStopped } from './stopped-by.ts';

/** Times that a publisher goes on with one plugin's rollouts in an hour. */
export const RESUMED_AN_HOUR = 20;

const rolloutKey = z.string().min(1).max(40);

const Step = z.strictObject({ id: rolloutKey, percent: z.int(), emergency: z.boolean().default(false) });

/**
 * Gives a running rollout more clients, once the step that it is at has seen enough; in an emergency an administrator of another house does not wait. At that step already, it
 * stays. Answers its id.
 */
export async function stepRollout(
  em: EntityManager,
  viewer: Viewer,
  step: z.input<typeof Step>,
  { admission, pace }: StepGround,
  now: Date,
): Promise<string> {
  const { id, percent, emergency } = validate(Step, step);
  const move = { act: 'stepRollout', ...(emergency && { audited: 'stepRolloutInEmergency' }), id, admission };
  return moveOn(em, viewer, move, now, async (inner, rollout) => {
    if (emergency) await assertMayHurry(inner, viewer, rollout, now);
    if (rollout.percent === percent) return null;
    const state = nextState(rollout, 'step');
    assertStep(rollout.percent, percent);
    if (!isAdministrator(viewer)) assertNextStep(rollout.percent, percent);
    await assertMayGoOn(inner, await releaseOf(inner, rollout.releaseId));
    await assertKeepsPromise(inner, rollout, 'given to more', now);
    if (!emergency) await assertSeenEnough(inner, rollout, 'given to more', pace, now);
    return {
      state,
      percent,
      buckets: allotBuckets(id, rollout.buckets, bucketsOf(await livingRollouts(inner, { id: { $ne: id } })), percent),
    };
  });
}

const Pause = z.strictObject({ id: rolloutKey, reason: reasonText });

/** Its clients get the stable graph again until it is resumed; its buckets stay its own for an hour (`endIdleRollouts`). Paused already, it stays. Answers its id. */
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

/** Serves a paused rollout's clients again: its publisher only when it has not burned for a minute. What the hub paused, an administrator resumes. Running already, it stays. Answers its id. */
export async function resumeRollout(
  em: EntityManager,
  viewer: Viewer,
  rolloutId: string,
  admission: Admission,
  now: Date,
): Promise<string> {
  const id = validate(rolloutKey, rolloutId);
  return moveOn(em, viewer, { act: 'resumeRollout', id, admission }, now, async (inner, rollout) => {
    if (rollout.state === 'RUNNING') return null;
    const state = nextState(rollout, 'resume');
    const release = await releaseOf(inner, rollout.releaseId);
    assertMayUndo(viewer, release, rollout.reason);
    await assertMayGoOn(inner, release);
    // With each pause the hub's own look begins anew: whoever pauses and resumes would never be judged by a whole minute.
    if (!isAdministrator(viewer)) await assertKeepsPromise(inner, rollout, 'resumed', now);
    // Who was paused for long has given its buckets back.
    const { percent, buckets: kept } = rollout;
    const buckets =
      kept.length > 0
        ? kept
        : allotBuckets(id, [], bucketsOf(await livingRollouts(inner, { id: { $ne: id } })), percent);
    return { state, reason: null, buckets };
  });
}

interface Move {
  readonly act: string;
  /** How the audit names it, where that is another name. */
  readonly audited?: string;
  readonly id: string;
  readonly reason?: string | null;
}

type Decide = (em: EntityManager, rollout: Rollout) => Promise<Partial<Rollout> | null>;

/** What gives a release to more clients: only where admission still lets it pass against the graph as it is now. */
async function moveOn(
  em: EntityManager,
  viewer: Viewer,
  { admission, ...move }: Move & { readonly admission: Admission },
  now: Date,
  decide: Decide,
): Promise<string> {
  const rollout = await loadRollout(em, viewer, move.id);
  // Whoever may not, and whatever cannot be, is told before anybody composes.
  if ((await decide(em, rollout)) === null) return move.id;
  return judgedAnew(em, await releaseOf(em, rollout.releaseId), admission, (judgement) =>
    moveRollout(em, viewer, move, now, async (inner, held) => {
      const change = await decide(inner, held);
      if (change) await assertHolds(inner, await releaseOf(inner, held.releaseId), judgement);
      return change;
    }),
  );
}

/** Load, decide, save: one change of a rollout, with everything that goes with it. `decide` answers null where nothing is to be changed. */
async function moveRollout(
  em: EntityManager,
  viewer: Viewer,
  { act, audited = act, id, reason = null }: Move,
  now: Date,
  decide: Decide,
): Promise<string> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await loadRollout(inner, viewer, id);
    const change = await decide(inner, rollout);
    if (!change) return;
    const { plugin, releaseDigest: release } = rollout;
    // Pausing is never refused; each is told to whoever uses the plugin, and so is each that goes on.
    if (act === 'resumeRollout' && !isAdministrator(viewer)) {
      const bound = { act, about: plugin, most: RESUMED_AN_HOUR, argument: 'id', what: `${plugin} was resumed` };
      await assertNotTooOften(inner, bound, now);
    }
    await wantGraphs(inner, viewer, { act, plugin, release }, now);
    await changeRollout(inner, rollout, { ...change, changedBy: viewer.principal.subject ?? '', changedAt: now });
    if (change.state === 'PAUSED') await noteStopped(inner, viewer, rollout.releaseId);
    else if (rollout.state === 'PAUSED') await noteGoesOn(inner, rollout.releaseId);
    await announce(inner, `rollout.${act}`, { rollout: id, plugin, release, reason }, now);
    const after = { ...rollout, ...change };
    await audit(inner, viewer, { act: audited, target: id, reason, before: rollout, after }, now);
  });
  return id;
}
