import { CityGraphError, type Viewer } from '@citygraph/contract';
import { findRows, newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import { changeReleaseState } from '../plugin-release/change-release-state.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { sloOf } from '../service-level/slo.rules.ts';
import { assertMayGoOn, assertMayUndo } from './assert-may-go-on.ts';
import { Rollout } from './rollout.entity.ts';
import { allotBuckets, assertRoom, assertStep } from './rollout.rules.ts';

const Start = z.strictObject({
  plugin: z.string().min(1).max(31),
  version: z.string().min(1).max(40),
  percent: z.int().default(5),
});

/** Tries an approved release with some of the clients. Repeated for a release whose rollout is not over, it stays as it is. Answers the rollout's id. */
export async function startRollout(
  em: EntityManager,
  viewer: Viewer,
  start: z.input<typeof Start>,
  now: Date,
): Promise<string> {
  const { plugin: name, version, percent } = validate(Start, start);
  assertStep(0, percent);
  return transact(em, async (inner) => {
    await holdGraphs(inner);
    const plugin = await loadPlugin(inner, viewer, name);
    const release = await inner.findOne(PluginRelease, { plugin: name, version }, { disableIdentityMap: true });
    if (!release) throw new CityGraphError('NOT_FOUND', `version: ${name} has no release ${version}.`);
    const living = await findRows(inner, Rollout, { state: { $in: ['RUNNING', 'PAUSED'] } });
    const running = living.find(({ releaseId }) => releaseId === release.id);
    if (running) return running.id;
    // Tried again where what was wrong lay elsewhere: it was approved as it is.
    if (release.state !== 'APPROVED' && release.state !== 'ROLLED_BACK') {
      throw new CityGraphError(
        'CONFLICT',
        `${name} ${version} is ${release.state}; only an approved release is tried.`,
      );
    }
    const [last] = await findRows(
      inner,
      Rollout,
      { releaseId: release.id },
      { orderBy: { changedAt: 'desc' }, limit: 1 },
    );
    if (last?.state === 'ROLLED_BACK') assertMayUndo(viewer, last);
    await assertMayGoOn(inner, name);
    assertRoom(living, plugin.name);
    const [replaced] = await findRows(inner, PluginRelease, { plugin: name, state: 'STABLE' });
    const id = newId('rol_');
    const by = viewer.principal.subject ?? '';
    const rollout = {
      id,
      plugin: name,
      releaseId: release.id,
      releaseDigest: release.digest,
      replacesId: replaced?.id ?? null,
      state: 'RUNNING' as const,
      percent,
      buckets: allotBuckets(
        id,
        [],
        living.map(({ buckets }) => buckets),
        percent,
      ),
      artefact: null,
      slo: sloOf(release.manifest),
      startedBy: by,
      startedAt: now,
      changedBy: by,
      changedAt: now,
      reason: null,
      revision: 1,
    };
    await wantGraphs(inner, viewer, { act: 'startRollout', plugin: name, release: release.digest }, now);
    await changeReleaseState(inner, release, 'CANARY', now);
    await inner.insert(Rollout, rollout);
    await audit(inner, viewer, { act: 'startRollout', target: id, before: null, after: rollout }, now);
    return id;
  });
}
