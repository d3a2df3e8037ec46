import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { assertHolds, judgedAnew } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertKeepsPromise, assertMayGoOn } from './assert-may-go-on.ts';
import { assertTried } from './assert-tried.ts';
import { changeRollout, loadRollout, releaseOf } from './load-rollout.ts';
import { reason as reasonText } from './move-rollout.ts';
import type { Rollout } from './rollout.entity.ts';
import { nextState } from './rollout.rules.ts';
import { noteStopped } from './stopped-by.ts';

const id = z.string().min(1).max(40);
const RollBack = z.strictObject({ id, reason: reasonText });

/**
 * Gives everybody the release that was tried: it is stable, and what it replaces is superseded. The graph is the very one that its clients had. Not while it burns, nor
 * where admission finds something in it against the graph as it is now. Promoted already, it stays. Answers the rollout's id.
 */
export async function promoteRollout(
  em: EntityManager,
  viewer: Viewer,
  rolloutId: string,
  admission: Admission,
  now: Date,
): Promise<string> {
  validate(id, rolloutId);
  const first = await promotable(em, viewer, rolloutId, now);
  if (first.rollout.state === 'PROMOTED') return rolloutId;
  return judgedAnew(em, first.release, admission, (judgement) =>
    transact(em, async (inner) => {
      await holdGraphs(inner);
      const { rollout, release: tried } = await promotable(inner, viewer, rolloutId, now);
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
      await audit(inner, viewer, { act: 'promoteRollout', target: rollout.id, before: rollout, after }, now);
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
  rolloutId: string,
  now: Date,
): Promise<{ readonly rollout: Rollout; readonly release: PluginRelease }> {
  const rollout = await loadRollout(em, viewer, rolloutId);
  const release = await releaseOf(em, rollout.releaseId);
  if (rollout.state !== 'PROMOTED') {
    await assertMayGoOn(em, release);
    nextState(rollout, 'promote');
    await assertKeepsPromise(em, rollout, 'promoted', now);
    await assertTried(em, rollout);
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
