import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { told } from '../breaking-change/breaking-change.rules.ts';
import { officesConcerned } from '../breaking-change/offices-concerned.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { assertTakesEffect } from '../graph-set/withheld.ts';
import { announce } from '../outbox/announce.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { assertHolds, judgedAnew } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertNotSuspended, publisherOf } from '../publisher/load-publisher.ts';
import { assertRunsThere } from '../publisher/runs-there.ts';
import { releaseOf } from './load-rollout.ts';
import { lostByGoingBack } from './lost-by-going-back.ts';
import { noteStopped } from './stopped-by.ts';

/** The release that everybody had before; null: there was none. */
export async function releaseBefore(em: EntityManager, plugin: string): Promise<PluginRelease | null> {
  const [before] = await em.find(
    PluginRelease,
    { plugin, state: 'SUPERSEDED' },
    { orderBy: { changedAt: 'desc', id: 'desc' }, limit: 1, disableIdentityMap: true },
  );
  return before ?? null;
}

export interface Back {
  readonly release: PluginRelease;
  readonly before: PluginRelease;
  readonly reason: string;
}

/**
 * Takes the release that everybody has back for the one before it, if that one may still be everybody's: admission finds nothing in it against the graph of this moment, it
 * is sent nothing that nobody approved, and its publisher may have it run where it runs. What clients lose by it keeps nobody from taking it back; it is said.
 * `also` is done in the same transaction. Taken back meanwhile, it stays.
 * @throws CONFLICT, FORBIDDEN that say why the one before may not be everybody's any more
 */
export async function takeJudgedBack(
  em: EntityManager,
  viewer: Viewer,
  back: Back,
  { admission, also = async () => {} }: { admission: Admission; also?: (em: EntityManager) => Promise<void> },
  now: Date,
): Promise<void> {
  // Whatever cannot be is told before anybody composes.
  await assertTakesEffect(em, back.release);
  await assertMayReturn(em, back.before, await publisherIdOf(em, back.before));
  await judgedAnew(em, back.before, admission, (judgement) =>
    transact(em, async (inner) => {
      await holdGraphs(inner);
      const held = await holdBack(inner, back);
      if (held === null) return;
      await assertMayReturn(inner, held.before, held.publisherId);
      await assertHolds(inner, held.before, { ...judgement, broken: [] });
      await putBack(inner, viewer, held, now);
      await also(inner);
    }),
  );
}

/** The same without a look of anybody: what does not compose by now is left out, with an incident. */
export async function takeUnjudgedBack(em: EntityManager, viewer: Viewer, back: Back, now: Date): Promise<void> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const held = await holdBack(inner, back);
    if (held !== null) await putBack(inner, viewer, held, now, 'rollBackReleaseInEmergency');
  });
}

interface HeldBack extends Back {
  readonly publisherId: string;
}

/** Both as they are while the graphs are held; null: it was taken back meanwhile. @throws CONFLICT when another serves by now */
async function holdBack(em: EntityManager, { release, before, reason }: Back): Promise<HeldBack | null> {
  const held = { release: await releaseOf(em, release.id), before: await releaseOf(em, before.id), reason };
  if (held.release.state === 'ROLLED_BACK') return null;
  await assertTakesEffect(em, held.release);
  const last = await releaseBefore(em, release.plugin);
  if (held.release.state === 'STABLE' && last?.id === before.id)
    return { ...held, publisherId: await publisherIdOf(em, before) };
  throw new CityGraphError('CONFLICT', `${release.plugin} was changed meanwhile; look at it again.`);
}

const publisherIdOf = async (em: EntityManager, { plugin: name }: PluginRelease): Promise<string> =>
  (await em.findOneOrFail(Plugin, { name }, { fields: ['publisherId'], disableIdentityMap: true })).publisherId;

/** A suspended publisher gets nothing new, and what ran on a domain that is its own no more reaches nobody again. */
async function assertMayReturn(em: EntityManager, before: PluginRelease, publisherId: string): Promise<void> {
  const publisher = await publisherOf(em, publisherId);
  assertNotSuspended(publisher);
  await assertRunsThere(em, publisher, before);
}

async function putBack(
  em: EntityManager,
  viewer: Viewer,
  { release, before, reason, publisherId }: HeldBack,
  now: Date,
  act = 'rollBackRelease',
): Promise<void> {
  const { id, plugin, digest } = release;
  const taken = await lostByGoingBack(em, release, before, now);
  await wantGraphs(em, viewer, { act: 'rollBackRelease', plugin, release: digest }, now);
  await changeReleaseState(em, release, 'ROLLED_BACK', now);
  await noteStopped(em, viewer, id);
  await changeReleaseState(em, before, 'STABLE', now);
  const fields = taken.length === 0 ? {} : { fields: told(taken) };
  const what = { plugin, release: digest, to: before.digest, reason, ...fields };
  const offices = taken.length === 0 ? [] : await officesConcerned(em, { publisherId, agencies: [], taken }, now);
  await announce(em, 'release.rolled-back', what, now, { offices });
  const said = taken.length === 0 ? reason : `${reason} Clients lose by it: ${told(taken)}.`;
  const change = { before: { stable: digest }, after: { stable: before.digest, taken } };
  await audit(em, viewer, { act, target: id, reason: said, ...change }, now);
  await touchPolicy(em, now);
}
