import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { assertTakesEffect } from '../graph-set/withheld.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { assertHolds, judgedAnew } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertKeepsPromise, assertMayGoOn } from './assert-may-go-on.ts';
import { assertTried } from './assert-tried.ts';
import { changeRollout, loadRollout, releaseOf } from './load-rollout.ts';
import type { Rollout } from './rollout.entity.ts';
import { assertLastStep, nextState, type Pace } from './rollout.rules.ts';
import { assertMayHurry, assertSeenEnough, type StepGround } from './rollout-pace.ts';
import { noteStopped } from './stopped-by.ts';

const id = z.string().min(1).max(40);
const Promote = z.strictObject({ id, emergency: z.boolean().default(false) });
const RollBack = z.strictObject({ id, reason: reasonText });

/**
 * Gives everybody the release that was tried: it is stable, and what it replaces is superseded. The graph is the very one that its clients had. Not while it burns, nor
 * where admission finds something in it against the graph as it is now, nor before its last step has seen enough; in an emergency an administrator of another house does not
 * wait. Promoted already, it stays. Answers the rollout's id.
 */
export async function promoteRollout(
  em: EntityManager,
  viewer: Viewer,
  promote: z.input<typeof Promote>,
  { admission, pace }: StepGround,
  now: Date,
): Promise<string> {
  const { id: rolloutId, emergency } = validate(Promote, promote);
  const asked = { id: rolloutId, pace: emergency ? null : pace };
  const first = await promotable(em, viewer, asked, now);
  if (first.rollout.state === 'PROMOTED') return rolloutId;
  return judgedAnew(em, first.release, admission, (judgement) =>
    transact(em, async (inner) => {
      await holdGraphs(inner);
      const { rollout, release: tried } = await promotable(inner, viewer, asked, now);
      if (rollout.state === 'PROMOTED') return rolloutId;
      await assertHolds(inner, tried, judgement);
      const { plugin, releaseDigest: release } = rollout;
      await wantGraphs(inner, viewer, { act: 'promoteRollout', plugin, release }, now);
      for (const stable of await findRows(inner, PluginRelease, { plugin, state: 'STABLE' }))
        await changeReleaseState(inner, stable, 'SUPERSEDED', now);
      await changeReleaseState(inner, tried, 'STABLE', now);
      const state = nextState(rollout, 'promote');
      const change = { state, percent: 100, changedBy: viewer.principal.subject ?? '', changedAt: now };
      await changeRollout(inner, rollout, change);
      await announce(inner, 'rollout.promoted', { rollout: rollout.id, plugin, release }, now);
      const after = { ...rollout, ...change };
      const act = emergency ? 'promoteRolloutInEmergency' : 'promoteRollout';
      await audit(inner, viewer, { act, target: rollout.id, before: rollout, after }, now);
      // The policy names plugins by the release that serves.
      await touchPolicy(inner, now);
      return rolloutId;
    }),
  );
}

/** @throws UNAUTHENTICATED, FORBIDDEN, CONFLICT */
async function promotable(
  em: EntityManager,
  viewer: Viewer,
  { id: rolloutId, pace }: { readonly id: string /** null: nobody waits. */; readonly pace: Pace | null },
  now: Date,
): Promise<{ readonly rollout: Rollout; readonly release: PluginRelease }> {
  const rollout = await loadRollout(em, viewer, rolloutId);
  const release = await releaseOf(em, rollout.releaseId);
  if (pace === null) await assertMayHurry(em, viewer, rollout, now);
  if (rollout.state !== 'PROMOTED') {
    await assertMayGoOn(em, release);
    nextState(rollout, 'promote');
    if (!isAdministrator(viewer)) assertLastStep(rollout);
    await assertKeepsPromise(em, rollout, 'promoted', now);
    await assertTried(em, rollout);
    if (pace !== null) await assertSeenEnough(em, rollout, 'promoted', pace, now);
  }
  return { rollout, release };
}

/** Takes the release that was tried back: its clients get the stable graph. Taken back already, it stays. Answers the rollout's id. */
export async function rollBackRollout(
  em: EntityManager,
  viewer: Viewer,
  rollBack: z.input<typeof RollBack>,
  now: Date,
): Promise<string> {
  const { id: rolloutId, reason } = validate(RollBack, rollBack);
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await loadRollout(inner, viewer, rolloutId);
    if (rollout.state === 'ROLLED_BACK') return;
    await assertTakesEffect(inner, await releaseOf(inner, rollout.releaseId));
    await takeBack(inner, viewer, rollout, reason, now);
  });
  return rolloutId;
}

/** Inside a transaction that holds the graphs. @throws CONFLICT when the rollout is over. */
export async function takeBack(
  em: EntityManager,
  viewer: Viewer,
  rollout: Rollout,
  reason: string,
  now: Date,
): Promise<void> {
  const state = nextState(rollout, 'rollBack');
  const { id: target, plugin, releaseDigest: release } = rollout;
  await wantGraphs(em, viewer, { act: 'rollBackRollout', plugin, release }, now);
  const tried = await releaseOf(em, rollout.releaseId);
  if (tried.state === 'CANARY') await changeReleaseState(em, tried, 'ROLLED_BACK', now);
  await noteStopped(em, viewer, rollout.releaseId);
  const change = { state, reason, changedBy: viewer.principal.subject ?? '', changedAt: now };
  await changeRollout(em, rollout, change);
  await announce(em, 'rollout.rolled-back', { rollout: target, plugin, release, reason }, now);
  const after = { ...rollout, ...change };
  await audit(em, viewer, { act: 'rollBackRollout', target, reason, before: rollout, after }, now);
  await touchPolicy(em, now);
}
