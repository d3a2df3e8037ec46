import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { openIncident } from '../incident/open-incident.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { takeBack } from '../rollout/end-rollout.ts';
import { releaseOf } from '../rollout/load-rollout.ts';
import { pauseRollout } from '../rollout/move-rollout.ts';
import { takeStableBack } from '../rollout/roll-back-release.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { healthOf, healthSince } from './health-since.ts';
import { ReleaseHealth } from './release-health.entity.ts';
import { addHealth, burnOf, type Health, sloOf } from './slo.rules.ts';
import { SLOT_MS, slotOf, WINDOW_MS, windowStart } from './windows.ts';

/** Between pausing and taking back: what gateways saw meanwhile has come in. */
const SECOND_LOOK_MS = 5_000;
/** A stable release is taken back for what lasts, not for a moment's trouble. */
const LONG_WINDOW_MS = 5 * 60_000;
/** After one was taken back, the next trouble is no release's fault: a person looks. */
const ONCE_MS = 3_600_000;

/** Pauses every rollout that burns, and takes it back when a second look confirms it. */
export async function watchRollouts(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  for (const rollout of await findRows(em, Rollout, { state: 'RUNNING' })) {
    const since = windowStart(rollout.changedAt, now);
    const burn = burnOf(rollout.slo, await healthSince(em, rollout.plugin, rollout.releaseDigest, since));
    if (burn !== null) await pauseBurning(em, rollout, burn, now).catch(ignoreConflict);
  }
  const paused = { state: 'PAUSED' as const, changedBy: HUB.principal.subject ?? '' };
  for (const rollout of await findRows(em, Rollout, paused)) {
    if (now.getTime() - rollout.changedAt.getTime() < SECOND_LOOK_MS) continue;
    const since = slotOf(new Date(rollout.changedAt.getTime() - WINDOW_MS));
    const burn = burnOf(rollout.slo, await healthSince(em, rollout.plugin, rollout.releaseDigest, since));
    if (burn !== null) await takeBurning(em, rollout, burn, now);
  }
}

async function pauseBurning(em: EntityManager, { id, revision }: Rollout, burn: string, now: Date): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await inner.findOne(Rollout, { id, revision, state: 'RUNNING' }, { disableIdentityMap: true });
    if (!rollout) return;
    const { version } = await releaseOf(inner, rollout.releaseId);
    const trouble = { kind: 'ROLLOUT_BURNED' as const, subject: rollout.plugin, version, detail: burn };
    await openIncident(inner, { ...trouble, action: 'The rollout was paused.' }, now);
    await pauseRollout(inner, HUB, { id, reason: burn }, now);
  });
}

async function takeBurning(em: EntityManager, { id, revision }: Rollout, burn: string, now: Date): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await inner.findOne(Rollout, { id, revision, state: 'PAUSED' }, { disableIdentityMap: true });
    if (!rollout) return;
    const { version } = await releaseOf(inner, rollout.releaseId);
    const trouble = { kind: 'ROLLOUT_BURNED' as const, subject: rollout.plugin, version, detail: burn };
    await openIncident(inner, { ...trouble, action: 'The release was taken back.' }, now);
    await takeBack(inner, HUB, rollout, burn, now);
  });
}

/** Takes every stable release back that has burned for a while, where there is one to go back to; else somebody is told. */
export async function watchStable(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const recent = new Map<string, Health>();
  const since = { $gte: slotOf(new Date(now.getTime() - WINDOW_MS)) };
  for (const row of await findRows(em, ReleaseHealth, { slot: since })) {
    const known = recent.get(row.release);
    recent.set(row.release, known ? addHealth(known, healthOf(row)) : healthOf(row));
  }
  const stable = await em.find(
    PluginRelease,
    { state: 'STABLE', digest: { $in: [...recent.keys()] } },
    { fields: ['id', 'plugin', 'digest', 'manifest'], disableIdentityMap: true },
  );
  for (const { id, plugin, digest, manifest } of stable) {
    // The ORM takes the document for a relation when it is one of some fields.
    const slo = sloOf(manifest as unknown as PluginRelease['manifest']);
    const health = recent.get(digest);
    if (!health || burnOf(slo, health) === null) continue;
    const long = await healthSince(em, plugin, digest, slotOf(new Date(now.getTime() - LONG_WINDOW_MS)));
    const burn = burnOf(slo, long);
    if (burn !== null) await takeBurningStable(em, id, burn, now);
  }
}

async function takeBurningStable(em: EntityManager, id: string, burn: string, now: Date): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const release = await releaseOf(inner, id);
    if (release.state !== 'STABLE') return;
    const { plugin, version } = release;
    const lately = { plugin, state: 'ROLLED_BACK' as const, changedAt: { $gt: new Date(now.getTime() - ONCE_MS) } };
    const isSecond = (await inner.count(PluginRelease, lately)) > 0;
    const isBack = !isSecond && (await takeStableBack(inner, HUB, release, burn, now));
    const action = isBack ? 'The release was taken back for the one before it.' : null;
    await openIncident(inner, { kind: 'RELEASE_BURNED', subject: plugin, version, detail: burn, action }, now);
  });
}

/** Somebody decided about it at this very moment. */
function ignoreConflict(error: unknown): void {
  if ((error as { code?: string }).code !== 'CONFLICT') throw error;
}

export const watchingRollouts: Job = { name: 'watch-rollouts', everySeconds: 2, run: watchRollouts };
export const watchingStable: Job = { name: 'watch-stable', everySeconds: SLOT_MS / 1_000, run: watchStable };
