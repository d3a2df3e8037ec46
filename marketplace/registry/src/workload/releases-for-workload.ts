import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { DecisionState } from '../gateway-process/decision-standing.rules.ts';
import { readStandings } from '../gateway-process/read-standings.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { PluginRelease, type ReleaseState } from '../plugin-release/plugin-release.entity.ts';
import { actingWorkload } from './acting-workload.ts';

/** How far a release has come, as its pipeline may know. */
export interface WorkloadRelease {
  readonly version: string;
  readonly digest: string;
  readonly state: ReleaseState;
  readonly publishedAt: Date;
  /** How far the decision to publish it has come. */
  readonly published: DecisionState;
}

const LATEST = 10;

/** The plugin's latest releases, the latest first. */
export async function releasesForWorkload(em: EntityManager, signed: string, now: Date): Promise<WorkloadRelease[]> {
  const { workload } = await actingWorkload(em, signed, 'status', now);
  const { plugin } = workload;
  const releases = await findRows(
    em,
    PluginRelease,
    { plugin },
    {
      orderBy: { publishedAt: 'desc', id: 'asc' },
      limit: LATEST,
      fields: ['version', 'digest', 'state', 'publishedAt'],
    },
  );
  const digests = { $in: releases.map(({ digest }) => digest) };
  const changes = await findRows(em, GraphChange, { plugin, act: 'publishRelease', releaseDigest: digests });
  const standings = await readStandings(em, changes, now);
  return releases.map(({ version, digest, state, publishedAt }) => {
    const standing = standings[changes.findIndex(({ releaseDigest }) => releaseDigest === digest)];
    return { version, digest, state, publishedAt, published: standing?.state ?? 'ACCEPTED' };
  });
}
