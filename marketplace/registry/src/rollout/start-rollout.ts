import { CityGraphError, type Viewer } from '@citygraph/contract';
import { findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import type { Admission } from '../plugin-release/admission.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { assertHolds, judgedAnew } from '../plugin-release/judge-anew.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { sloOf } from '../service-level/slo.rules.ts';
import { assertMayGoOn } from './assert-may-go-on.ts';
import { bucketsOf, livingRollouts } from './load-rollout.ts';
import { Rollout } from './rollout.entity.ts';
import { allotBuckets, assertRoom, assertShare, assertStep, MOST_AT_FIRST } from './rollout.rules.ts';
import { assertMayUndo, noteGoesOn } from './stopped-by.ts';

const Start = z.strictObject({
  plugin: z.string().min(1).max(31),
  version: z.string().min(1).max(40),
  percent: z.int().default(5),
});

/**
 * Tries an approved release with some of the clients, where admission still lets it pass: the graph may have changed since people said yes to it. Repeated for a release
 * whose rollout is not over, it stays as it is. Answers the rollout's id.
 */
export async function startRollout(
  em: EntityManager,
  viewer: Viewer,
  start: z.input<typeof Start>,
  admission: Admission,
  now: Date,
): Promise<string> {
  const wanted = validate(Start, start);
  assertStep(0, wanted.percent);
  assertFirstStep(viewer, wanted.percent);
  // Whoever may not, and whatever cannot be, is told before anybody composes.
  const first = await startable(em, viewer, wanted);
  if (first.running) return first.running.id;
  return judgedAnew(em, first.release, admission, (judgement) =>
    transact(em, async (inner) => {
      await holdGraphs(inner);
      const { running, release, living } = await startable(inner, viewer, wanted);
      if (running) return running.id;
      await assertHolds(inner, release, judgement);
      const { plugin: name, digest } = release;
      const [replaced] = await findRows(inner, PluginRelease, { plugin: name, state: 'STABLE' });
      const id = newId('rol_');
      const by = viewer.principal.subject ?? '';
      const rollout = {
        id,
        plugin: name,
        releaseId: release.id,
        releaseDigest: digest,
        replacesId: replaced?.id ?? null,
        state: 'RUNNING' as const,
        percent: wanted.percent,
        buckets: allotBuckets(id, [], bucketsOf(living), wanted.percent),
        artefact: null,
        slo: sloOf(release.manifest),
        startedBy: by,
        startedAt: now,
        changedBy: by,
        changedAt: now,
        servedAt: null,
        reason: null,
        revision: 1,
      };
      await wantGraphs(inner, viewer, { act: 'startRollout', plugin: name, release: digest }, now);
      await changeReleaseState(inner, release, 'CANARY', now);
      await noteGoesOn(inner, release.id);
      await inner.insert(Rollout, rollout);
      await audit(inner, viewer, { act: 'startRollout', target: id, before: null, after: rollout }, now);
      return id;
    }),
  );
}

/** What nobody was served yet reaches a quarter of the clients at most, unless somebody who is not its publisher says so. @throws FORBIDDEN */
function assertFirstStep(viewer: Viewer, percent: number): void {
  if (percent <= MOST_AT_FIRST || isAdministrator(viewer)) return;
  throw new CityGraphError(
    'FORBIDDEN',
    `percent: a rollout begins with ${MOST_AT_FIRST} % of the clients at most, and then goes on by stepRollout; ${percent} % at once is for administrators.`,
    { extensions: { argument: 'percent' } },
  );
}

interface Startable {
  readonly release: PluginRelease;
  /** Its rollout that is not over; null: there is none. */
  readonly running: Rollout | null;
  readonly living: readonly Rollout[];
}

/** @throws UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT */
async function startable(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, version }: z.output<typeof Start>,
): Promise<Startable> {
  const { publisherId } = await loadPlugin(em, viewer, name);
  const release = await em.findOne(PluginRelease, { plugin: name, version }, { disableIdentityMap: true });
  if (!release) throw new CityGraphError('NOT_FOUND', `version: ${name} has no release ${version}.`);
  const living = await livingRollouts(em);
  const running = living.find(({ releaseId }) => releaseId === release.id) ?? null;
  if (running) return { release, running, living };
  // Tried again where what was wrong lay elsewhere: it was approved as it is.
  if (release.state !== 'APPROVED' && release.state !== 'ROLLED_BACK') {
    throw new CityGraphError('CONFLICT', `${name} ${version} is ${release.state}; only an approved release is tried.`);
  }
  const ofRelease = { releaseId: release.id };
  const [last] = await findRows(em, Rollout, ofRelease, { orderBy: { changedAt: 'desc' }, limit: 1 });
  assertMayUndo(viewer, release, last?.state === 'ROLLED_BACK' ? last.reason : null);
  await assertMayGoOn(em, release);
  assertRoom(living, name);
  if (!isAdministrator(viewer)) assertShare(await countOfPublisher(em, publisherId, living));
  return { release, running, living };
}

const countOfPublisher = (em: EntityManager, publisherId: string, living: readonly Rollout[]): Promise<number> =>
  em.count(Plugin, { publisherId, name: { $in: living.map(({ plugin }) => plugin) } });
