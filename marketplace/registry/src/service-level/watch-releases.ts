import { CityGraphError } from '@citygraph/contract';
import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { holdGraphs } from '../graph-set/want-graphs.ts';
import { pinSaid, withheldBy } from '../graph-set/withheld.ts';
import { HUB } from '../hub-viewer.ts';
import { Incident } from '../incident/incident.entity.ts';
import { openIncident, openKeyOf } from '../incident/open-incident.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { takeBack } from '../rollout/end-rollout.ts';
import { releaseOf } from '../rollout/load-rollout.ts';
import { pauseRollout } from '../rollout/move-rollout.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { releaseBefore, takeJudgedBack } from '../rollout/take-stable-back.ts';
import { healthOf, healthSince, slotsSince } from './health-since.ts';
import { LOOKED_BACK_MS, lastingBurn } from './lasting-burn.rules.ts';
import { ReleaseHealth } from './release-health.entity.ts';
import { addHealth, breachOf, burnOf, type Health, sloOf } from './slo.rules.ts';
import { DEFAULT_WATCHING, type Watching } from './watching.ts';
import { SLOT_MS, slotOf, WINDOW_MS, windowStart } from './windows.ts';

/** Between pausing and taking back: what gateways saw meanwhile has come in. */
const SECOND_LOOK_MS = 5_000;
const HOUR_MS = 3_600_000;
/** After one was taken back, the next trouble is no release's fault: a person looks. */
const ONCE_MS = HOUR_MS;

/** Pauses every rollout that burns, and takes it back when a second look confirms it. */
export async function watchRollouts(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  for (const rollout of await findRows(em, Rollout, { state: 'RUNNING' })) {
    const since = windowStart(rollout.changedAt, now);
    const burn = burnOf(rollout.slo, await healthSince(em, rollout.plugin, rollout.releaseDigest, since));
    if (burn !== null) await pauseBurning(em, rollout, burn, now).catch(ignoreConflict);
  }
  const stopped = { state: 'PAUSED' as const, changedBy: HUB.principal.subject ?? '' };
  const paused = await findRows(em, Rollout, stopped);
  const { isEverywhere } = paused.length === 0 ? NO_TROUBLE : await stableTrouble(em, now);
  for (const rollout of paused) {
    if (now.getTime() - rollout.changedAt.getTime() < SECOND_LOOK_MS) continue;
    const since = slotOf(new Date(rollout.changedAt.getTime() - WINDOW_MS));
    const burn = burnOf(rollout.slo, await healthSince(em, rollout.plugin, rollout.releaseDigest, since));
    if (burn !== null) await takeBurning(em, rollout, burn, isEverywhere, now);
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

async function takeBurning(
  em: EntityManager,
  { id, revision }: Rollout,
  burn: string,
  isEverywhere: boolean,
  now: Date,
): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const rollout = await inner.findOne(Rollout, { id, revision, state: 'PAUSED' }, { disableIdentityMap: true });
    if (!rollout) return;
    const { version } = await releaseOf(inner, rollout.releaseId);
    const trouble = { kind: 'ROLLOUT_BURNED' as const, subject: rollout.plugin, version, detail: burn };
    // Its bad minute stays on the books when the others have recovered: a person has to look.
    const known = await inner.findOne(Incident, { openKey: openKeyOf(trouble) }, { disableIdentityMap: true });
    if (known?.detail.includes(EVERYWHERE)) return;
    if (isEverywhere) return void (await openIncident(inner, { ...trouble, detail: `${burn} ${EVERYWHERE}` }, now));
    const pin = await withheldBy(inner, await releaseOf(inner, rollout.releaseId));
    if (pin !== null) return void (await openIncident(inner, { ...trouble, detail: `${burn} ${pinSaid(pin)}.` }, now));
    await openIncident(inner, { ...trouble, action: 'The release was taken back.' }, now);
    await takeBack(inner, HUB, rollout, burn, now);
  });
}

/**
 * Takes every release back that became stable lately and burns for long (`lastingBurn`), not for a moment's trouble nor with most of the others, where there is one to go back to that may still be everybody's; else somebody is told, with the reason.
 * Without admission nobody can tell whether it may.
 */
export async function watchStable(
  em: EntityManager,
  { now: clock }: Clock,
  admission: Admission | null,
  { newHours }: Pick<Watching, 'newHours'> = DEFAULT_WATCHING,
): Promise<void> {
  const now = clock();
  const { failing, isEverywhere } = await stableTrouble(em, now);
  for (const { id, plugin, digest, manifest, changedAt } of failing) {
    const slo = sloOf(manifest as unknown as PluginRelease['manifest']);
    const slots = await slotsSince(em, plugin, digest, slotOf(new Date(now.getTime() - LOOKED_BACK_MS)));
    const burn = lastingBurn(slo, slots, now);
    const known = { isEverywhere, isNew: now.getTime() - changedAt.getTime() < newHours * HOUR_MS };
    if (burn !== null) await takeBurningStable(em, id, burn, { admission, ...known }, now);
  }
}

interface StableTrouble {
  /** Releases that everybody has and that broke their promise in the last minute. */
  readonly failing: readonly Pick<PluginRelease, 'id' | 'plugin' | 'digest' | 'manifest' | 'changedAt'>[];
  /** They are most of the plugins that were called. */
  readonly isEverywhere: boolean;
}
const NO_TROUBLE: StableTrouble = { failing: [], isEverywhere: false };

async function stableTrouble(em: EntityManager, now: Date): Promise<StableTrouble> {
  const recent = new Map<string, Health>();
  const since = { $gte: slotOf(new Date(now.getTime() - WINDOW_MS)) };
  for (const row of await findRows(em, ReleaseHealth, { slot: since })) {
    const known = recent.get(row.release);
    recent.set(row.release, known ? addHealth(known, healthOf(row)) : healthOf(row));
  }
  const stable = await em.find(
    PluginRelease,
    { state: 'STABLE', digest: { $in: [...recent.keys()] } },
    { fields: ['id', 'plugin', 'digest', 'manifest', 'changedAt'], disableIdentityMap: true },
  );
  const failing = stable.filter(({ digest, manifest }) => {
    const health = recent.get(digest);
    // The ORM takes the document for a relation when it is one of some fields.
    return health && breachOf(sloOf(manifest as unknown as PluginRelease['manifest']), health) !== null;
  });
  return { failing, isEverywhere: failing.length > 1 && failing.length * 2 > stable.length };
}

const NOT_TAKEN = 'It was not taken back';
const EVERYWHERE =
  'So do most of the plugins that are called at this moment, so none is taken back: look at the hub’s own network first.';
const HAS_DONE_WELL =
  'It has done well for long, and the one before it is seldom better, nor has it the same fields: its publisher mends what it runs on, or takes it back by rollBackRelease.';

interface StableGround {
  /** null: nobody can tell whether the one before may still be everybody's. */
  readonly admission: Admission | null;
  /** Most of the plugins that were called break their promise at once. */
  readonly isEverywhere: boolean;
  /** It became stable lately: what is wrong came with it. */
  readonly isNew: boolean;
}

async function takeBurningStable(
  em: EntityManager,
  id: string,
  burn: string,
  { admission, isEverywhere, isNew }: StableGround,
  now: Date,
): Promise<void> {
  const release = await releaseOf(em, id);
  const { plugin, version } = release;
  const trouble = { kind: 'RELEASE_BURNED' as const, subject: plugin, version };
  const tell = (detail: string) => transact(em, (inner) => openIncident(inner, { ...trouble, detail }, now));
  // Why it was not taken back is known until somebody closes the incident: composing the same again finds the same.
  const known = await em.findOne(Incident, { openKey: openKeyOf(trouble) }, { disableIdentityMap: true });
  if (known?.detail.includes(NOT_TAKEN)) return void (await tell(known.detail));
  const pin = await withheldBy(em, release);
  if (pin !== null)
    return void (await tell(
      `${burn} ${pinSaid(pin)}: it stays until unpinGraphs, or until the plugin is switched off.`,
    ));
  if (isEverywhere) return void (await tell(`${burn} ${EVERYWHERE}`));
  if (!isNew) return void (await tell(`${burn} ${HAS_DONE_WELL}`));
  // A rollout that was taken back says nothing of what everybody has.
  const lately = { plugin, act: 'rollBackRelease', at: { $gt: new Date(now.getTime() - ONCE_MS) } };
  const before = (await em.count(GraphChange, lately)) > 0 ? null : await releaseBefore(em, plugin);
  if (before === null) return void (await tell(burn));
  const no = (why: string) => tell(`${burn} ${NOT_TAKEN} for ${before.version}: ${why}`);
  if (admission === null) return void (await no('nothing here judges whether that one still holds.'));
  const also = async (inner: EntityManager) => {
    const action = 'The release was taken back for the one before it.';
    await openIncident(inner, { ...trouble, detail: burn, action }, now);
  };
  await takeJudgedBack(em, HUB, { release, before, reason: burn }, { admission, also }, now).catch(async (error) => {
    if (!(error instanceof CityGraphError)) throw error;
    await no(error.message);
  });
}

/** Somebody decided about it at this very moment. */
function ignoreConflict(error: unknown): void {
  if ((error as { code?: string }).code !== 'CONFLICT') throw error;
}

export const watchingRollouts: Job = { name: 'watch-rollouts', everySeconds: 2, run: watchRollouts };
export const watchingStable = (admission: Admission | null, watching?: Watching): Job => ({
  name: 'watch-stable',
  everySeconds: SLOT_MS / 1_000,
  run: (em, clock) => watchStable(em as EntityManager, clock, admission, watching),
});
